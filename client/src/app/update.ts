/** Registers the service worker and says when a newer app waits. It never reloads by itself. */
export function watchForUpdate(script: string, ready: (reload: () => void) => void): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  let asked = false;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (asked) location.reload();
  });
  const offer = (waiting: ServiceWorker): void =>
    ready(() => {
      asked = true;
      waiting.postMessage('take over');
    });
  navigator.serviceWorker.register(script).then(
    (registration) => follow(registration, offer),
    // Private windows refuse it: the app works, only not after a reload with no network.
    () => undefined,
  );
}

function follow(registration: ServiceWorkerRegistration, offer: (waiting: ServiceWorker) => void): void {
  // With no controller this is the first visit: what installs then is not newer than the page.
  const check = (worker: ServiceWorker | null): void => {
    if (worker?.state === 'installed' && navigator.serviceWorker.controller !== null) offer(worker);
  };
  check(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => check(worker));
  });
}
