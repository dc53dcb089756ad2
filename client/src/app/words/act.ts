export const act = {
  bar: 'What to do with this message',
  react: 'React',
  reply: 'Reply',
  edit: 'Edit',
  delete: 'Delete',
  deleted: 'Message deleted for everyone',
  undo: 'Undo',
} as const;
