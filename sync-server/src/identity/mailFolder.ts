/** Below the data folder: where letters go when no SMTP server is set. */
export const MAIL_FOLDER = 'mail';
