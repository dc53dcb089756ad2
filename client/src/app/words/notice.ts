export const notice = {
  localNetwork:
    'Your browser may ask whether this page can reach devices on your local network. With a yes, messages go straight to people nearby. With a no, they go through the relay.',
  localNetworkDenied:
    'This page may not reach devices on your local network, so people nearby get messages through the relay. You can allow it in the browser, beside the address.',
  persist: 'This browser may delete your messages when space runs low. Install Grapevine to keep them.',
  install: 'Install',
  insecure:
    'This page came over plain http. You can chat as usual, but it does not open offline, has no camera, and anyone on the network could change it. Whoever runs the relay can give it https.',
  update: 'A new version of Grapevine is ready.',
  updateNow: 'Reload',
  dismiss: 'Close',
} as const;
