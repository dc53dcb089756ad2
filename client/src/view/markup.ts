/** Whether a text may hold markdown. A guess on the safe side: what looks like none is drawn as it was typed. */
const MARKS = /[*_`~#<>[\]|\\]|https?:|www\.|@\S+\.|^\s*(?:[-+]|\d+[.)])\s|^\s*(?:=|-){2,}\s*$|\n\s*\n| {2}\n|&\w+;/m;

export const hasMarkup = (text: string): boolean => MARKS.test(text);
