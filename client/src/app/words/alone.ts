export const alone = {
  title: 'A room with one person in it',
  lead: 'It already works. Write something now and the next person to join will see it, even if you’ve gone offline by then.',
  heading: 'Bring people in',
  text: 'Make a link and send it however you like. The key is the part after #, which the relay never sees.',
} as const;
