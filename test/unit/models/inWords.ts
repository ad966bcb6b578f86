import type { Checked } from '../../../nodes/XhuoImage/models/problem';

/** What the user reads of a refusal, or `accepted`; each says in whole sentences what to do. */
export function inWords(checked: Checked<unknown>): string {
	if (checked.ok) return 'accepted';
	const { message, advice } = checked.problem;
	expect(message).toMatch(/^\S.*[^.]$/s);
	expect(advice).toMatch(/^[A-Z].*\.$/s);
	return `${message} | ${advice}`;
}
