/** Every sentence and label on screen. Plain, specific, second person, present tense; people and counts by name. */
const plural = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;

export const words = {
  brand: 'Grapevine',
  close: 'Close',
  save: 'Save',

  first: {
    title: 'What should people call you?',
    lead: 'That’s all it takes. Your keys and your messages are made and kept on this device.',
    name: 'Your name',
    start: 'Start chatting',
    hint: 'No email, no password. You can change this name at any time.',
    or: 'or',
    link: 'Join with a link',
    linkHint: 'Someone gave you one',
    foot: 'Works offline after this page',
  },

  rooms: {
    region: 'Rooms',
    heading: 'Rooms',
    start: 'Start a room',
    join: 'Join with a link',
    nameless: 'A room still locked',
    draft: 'Draft',
    you: 'You',
    joining: 'Joining',
    unread: (n: number) => plural(n, 'unread message'),
    empty: 'Start a room or join one',
    emptyLead:
      'A room lives on the devices of the people in it. It works with no network, and weaves together when you meet again.',
    none: 'Nothing written yet',
    pick: 'Pick a room to read',
  },

  create: {
    title: 'What is the room called?',
    name: 'Room name',
    create: 'Create room',
    hint: 'Only the people in the room can read its name.',
  },

  paste: {
    title: 'Where does the link lead?',
    label: 'Link',
    go: 'Look at it',
    hint: 'Paste the whole link, with the part after #.',
    wrong: 'This is not a link to a room. Copy the whole link again, with the part after #.',
    elsewhere: (host: string) => `This link belongs to ${host}. Open it there.`,
  },

  me: {
    rename: 'Change your name',
    title: 'What should people call you?',
    name: 'Name',
    hint: 'People in your rooms see the new name on what you write next.',
    device: 'Kept on this device',
  },

  path: { relay: 'Through relay', offline: 'Offline', connecting: 'Reconnecting', opens: 'Opens room details' },

  net: {
    up: 'Relay reachable',
    latency: (ms: number) => `${Math.round(ms)} ms`,
    looking: 'Looking for the relay',
    syncing: 'Weaving in what was missed',
    since: (time: string) => `No network since ${time}`,
    waiting: (n: number) => `${plural(n, 'message')} waiting on this device`,
  },

  back: {
    waiting: (n: number) =>
      n === 0 ? 'You can go on writing. It is saved here.' : `${plural(n, 'message')} waiting here`,
    tryNow: 'Try now',
    looking: 'Looking for people',
    lookingMore: 'Asking the relay',
    weaving: (n: number) => (n === 0 ? 'Weaving in what was missed' : `Weaving in ${plural(n, 'message')}`),
    split: (own: number, others: number) => `Your ${own} and their ${others}`,
    comparing: 'Comparing this device with the relay',
    done: 'Up to date',
    joined: (n: number) => (n === 0 ? 'This device and the relay have the same' : `${plural(n, 'message')} joined`),
  },

  route: {
    relay: 'Goes through the relay, sealed for this room.',
    alone: 'Saved on this device, and sealed on the relay for whoever joins.',
    offline: (n: number) =>
      n === 0
        ? 'Nobody can be reached. What you write is saved on this device.'
        : `Nobody can be reached. ${plural(n, 'message is', 'messages are')} waiting.`,
    connecting: 'Looking for the relay. What you write is saved on this device.',
    sealed: 'End-to-end encrypted',
  },

  composer: {
    message: (room: string) => `Message ${room}`,
    offline: 'Write anyway, it goes out later.',
    send: 'Send',
    saveEdit: 'Save',
    replying: (name: string) => `Replying to ${name}`,
    editing: 'Editing your message',
    stop: 'Stop',
    closed: 'You have left this room. You can still read what is kept here.',
    reader: 'You can read this room, not write in it.',
    tooLong: (over: number) => `${plural(over, 'character')} too many for one message`,
  },

  timeline: {
    log: (room: string) => `Messages in ${room}`,
    you: 'You',
    edited: 'edited',
    history: 'Earlier versions',
    now: 'Now',
    reacted: (emoji: string, names: string, n: number) => `${emoji} ${n}, from ${names}`,
    apart: 'written apart',
    ahead: 'clock far ahead',
    gone: 'Deleted by the author',
    goneMine: 'You deleted this message',
    goneModerator: 'Deleted by a moderator',
    quoteGone: 'A deleted message',
    since: (time: string) => `New since ${time}`,
    unreadSince: (n: number, time: string) => `${n} unread since ${time}`,
    new: (n: number) => `${n} new`,
    below: (n: number) => (n === 0 ? 'To the newest' : `${n.toLocaleString('en-GB')} more below`),
    fold: (n: number, name: string, from: string, to: string) => `${n} more from ${name}, ${from} to ${to}`,
    foldMine: (n: number, from: string, to: string) => `${n} more from you, ${from} to ${to}`,
    merged: (n: number, name: string, time: string) =>
      `${plural(n, 'message')} from ${name} joined this room at ${time}`,
    mergedMine: (n: number, time: string) => `Your ${plural(n, 'message')} joined this room at ${time}`,
    mergedWhy: (time: string) => `Written apart since ${time}. Everyone now sees the same order.`,
    showFirst: 'Show the first',
    gap: (n: number, name: string) => `${plural(n, 'message')} from ${name} can’t be opened here yet.`,
    gapWhy: 'Waiting for a key from someone in the room.',
    arrived: (n: number) => plural(n, 'new message'),
  },

  state: {
    saved: 'Saved here',
    relay: 'On the relay',
    delivered: (n: number, m: number) => `Delivered to ${n} of ${m}`,
    who: 'Where this message is',
    has: 'Has it',
    hasNot: 'Not yet',
    here: 'This device',
    relayHas: 'Relay, a sealed copy',
  },

  act: {
    bar: 'What to do with this message',
    react: 'React',
    reply: 'Reply',
    edit: 'Edit',
    delete: 'Delete',
    deleted: 'Message deleted for everyone',
    undo: 'Undo',
  },

  details: {
    title: 'Room details',
    close: 'Close details',
    back: 'Back',
    backRooms: 'Back to rooms',
    connected: 'How you’re connected',
    mapUp: (names: string) => `You are connected through the relay to ${names}.`,
    mapAlone: 'You are connected to the relay. You are the only person in this room.',
    mapOff: 'You have no connection. Nothing is reaching the relay.',
    legendRelay: 'Through relay',
    legendOff: 'Offline',
    relay: 'Relay',
    more: (n: number) => `and ${n} more`,
    lastReached: (time: string) => `Not reached since ${time}. Trying again by itself.`,
    members: 'Members',
    waiting: 'Waiting to go out',
    waitingHint: 'You can still edit or delete these. Nobody has seen them.',
    kept: 'Where this room is kept',
    keptHere: (n: number) => `This device, ${plural(n, 'entry', 'entries')}`,
    keptRelay: 'Relay, sealed copies',
    relayAll: 'all of it',
    relayBehind: (time: string | undefined) => (time === undefined ? 'not yet all' : `up to ${time}`),
    relayNone: 'none yet',
    links: 'Links to join',
    linkUses: (used: number, uses: number | 'any') =>
      uses !== 'any'
        ? `Used ${used} of ${uses}`
        : used === 0
          ? 'Not used yet'
          : used === 1
            ? 'Used once'
            : `Used ${used} times`,
    linkUntil: (day: string) => `until ${day}`,
    linkOpen: 'lets people in at once',
    linkBy: (name: string) => `made by ${name}`,
    linkState: { live: 'Works', spent: 'Used up', expired: 'Expired', revoked: 'Turned off' },
    turnOff: 'Turn off',
    leave: 'Leave room',
    leaveTitle: 'Leave this room?',
    leaveText: 'You stop getting what is written here. What this device has kept stays readable until you clear it.',
    stay: 'Stay',
    you: 'You',
    devices: (n: number) => plural(n, 'device'),
    rank: { owner: 'Owner', admin: 'Admin', moderator: 'Moderator', member: 'Member', reader: 'Reader' },
  },

  alone: {
    title: 'A room with one person in it',
    lead: 'It already works. Write something now and the next person to join will see it, even if you’ve gone offline by then.',
    heading: 'Bring people in',
    text: 'Make a link and send it however you like. The key is the part after #, which the relay never sees.',
  },

  invite: {
    button: 'Invite',
    title: 'Who else should be here?',
    link: 'Invite link',
    copy: 'Copy link',
    copied: 'Link copied',
    qr: 'Code of the link, to scan',
    how: 'Anyone with this link can join until it ends or you turn it off. The key is the part after #, which the relay never sees.',
    uses: 'Uses',
    useOptions: { any: 'any number', ten: '10 people', one: 'one person' },
    expires: 'Works for',
    day: (n: number) => plural(n, 'day'),
    open: 'Let people in at once',
    openHint: 'Otherwise one of you has to be online when they knock.',
    openWarn: 'Whoever holds this link can read the room, also without joining.',
    another: 'Make another link',
    making: 'Making a link',
  },

  join: {
    lead: 'You’re invited',
    looking: 'An invite',
    invitedBy: (name: string, members: number) => `${name} invited you. ${plural(members, 'member')}.`,
    checking: 'Checking the invite',
    checked: 'Invite checked',
    until: (name: string, day: string) => `Signed by ${name}, valid until ${day}`,
    asking: 'Asking to come in',
    asked: 'Asked to come in',
    waiting: (who: string) => `Waiting for ${who} to be online. You can leave this page open.`,
    waitingAny: 'Waiting for someone in the room to be online.',
    admitted: 'You are in',
    fetching: 'Fetching the room',
    fetched: (n: number, of: number) => `${n.toLocaleString('en-GB')} of ${of.toLocaleString('en-GB')} messages`,
    opening: 'Opening the room',
    as: 'Join as',
    join: 'Join',
    hint: 'People in the room see this name.',
    cancel: 'Cancel',
    deadTitle: 'This invite no longer works',
    dead: {
      unreadable: 'The link is not whole. Ask for it again, with the part after #.',
      unknown: 'The relay does not know this invite.',
      expired: 'It has expired. Ask for a new link.',
      revoked: 'Someone in the room turned it off. Ask for a new link.',
      spent: 'It has been used up. Ask for a new link.',
      declined: 'You were not let in.',
      unreachable: 'The relay does not answer. It is tried again by itself.',
    },
    toRooms: 'To your rooms',
    toStart: 'Start without it',
  },

  trouble: {
    title: 'What this device keeps can’t be opened',
    again: 'Try again',
    unknown: 'Something is wrong with the storage of this browser. Close other tabs of Grapevine and try again.',
  },

  notice: {
    persist: 'This browser may delete your messages when space runs low. Install Grapevine to keep them.',
    insecure:
      'This page came over plain http. It works, but nothing is kept for offline and anyone on the network could change it. Use https or localhost.',
    update: 'A new version of Grapevine is ready.',
    updateNow: 'Reload',
    dismiss: 'Close',
  },
} as const;
