/**
 * Does `work` in a transaction: resolves when it committed, rejects with why it did not, having kept nothing of it.
 * `giveUp` aborts the transaction with a reason of one's own, also from a request's handler.
 */
export function commit(
  transaction: IDBTransaction,
  work: (transaction: IDBTransaction, giveUp: (reason: Error) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let reason: Error | undefined;
    const giveUp = (why: Error): void => {
      reason = why;
      transaction.abort();
    };
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(reason ?? transaction.error ?? new DOMException('aborted', 'AbortError'));
    try {
      work(transaction, giveUp);
    } catch (error) {
      giveUp(error as Error);
    }
  });
}
