/** Why a request is not sent: found before anything is paid. */
export interface Problem {
	/** What is wrong, naming the field by its label; no full stop. */
	readonly message: string;
	/** What to do about it. */
	readonly advice: string;
}

/** A value, or the reason why there is none. */
export type Checked<T> =
	| { readonly ok: true; readonly value: T }
	| { readonly ok: false; readonly problem: Problem };

/** A value that passed its check. */
export const fine = <T>(value: T): Checked<T> => ({ ok: true, value });

/** A refusal: what is wrong, and what to do. */
export const refused = (message: string, advice: string): Checked<never> => ({
	ok: false,
	problem: { message, advice },
});
