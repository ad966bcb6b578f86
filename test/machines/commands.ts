/** What the README tells people to type after `npm ci`. */
export const COMMANDS = ['demo', 'test'] as const;
export type Command = (typeof COMMANDS)[number];

/** The words after `npm`. */
export const WORDS: Readonly<Record<Command, string[]>> = { demo: ['run', 'demo'], test: ['test'] };
