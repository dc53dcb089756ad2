/** The letters this relay writes, as plain text. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
}

const minutes = (seconds: number): string => {
  const n = Math.max(1, Math.round(seconds / 60));
  return n === 1 ? 'one minute' : `${n} minutes`;
};

/** The code stands in the subject too: many people read it there. */
export const codeLetter = (code: string, url: string, seconds: number): Letter => ({
  subject: `${code} is your code for Grapevine`,
  text: `Your code is ${code}

Type it on the page where you asked for it, at ${url}. It works once, for ${minutes(seconds)}.

If you did not ask for a code, somebody typed your address by mistake. You can leave this letter alone.
`,
});

export const haveAccountLetter = (url: string): Letter => ({
  subject: 'You have an account already',
  text: `Somebody asked to make an account for this address at ${url}. It has one already.

If it was you, sign in with your password there. If you do not know it any more, choose "I don't know my password".
If it was somebody else, you can leave this letter alone: they were told nothing.
`,
});
