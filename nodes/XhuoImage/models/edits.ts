import type { EditRule, FieldName, FieldRule } from './model';

/** Names and sizes of files are measured in these; in bytes. */
export const MEGABYTE = 1024 * 1024;

type Fields = EditRule['fields'];

/** How close the result stays to the pictures that went in (contract §4: gpt-image-1 only). */
export const INPUT_FIDELITY: FieldRule & { kind: 'choice' } = {
	kind: 'choice',
	choices: [
		{ value: 'high', label: 'High', description: 'Keeps faces and lettering as they are' },
		{ value: 'low', label: 'Low', description: 'Takes more liberties' },
	],
	default: 'low',
};

/** What generations take and edits do not (contract §4). */
const NOT_FOR_EDITS: readonly FieldName[] = ['moderation', 'seed', 'style'];

const forEdits = (fields: Fields): Fields =>
	Object.fromEntries(
		Object.entries(fields).filter(([name]) => !NOT_FOR_EDITS.some((other) => other === name)),
	);

/**
 * How the gpt-image family edits: up to 16 pictures of 50 MB, and a mask.
 *
 * @param fields what the model takes; what only a generation takes is left out
 */
export const gptImageEdit = (fields: Fields): EditRule => ({
	fields: forEdits(fields),
	takesSize: true,
	mostFiles: 16,
	mostUrls: 1,
	types: ['image/png', 'image/jpeg', 'image/webp'],
	largestBytes: 50 * MEGABYTE,
	isSquare: false,
	takesMask: true,
	sendsUrlInForm: false,
});

/** dall-e-2 edits one square PNG of at most 4 MB. */
export const DALL_E_2_EDIT: EditRule = {
	fields: {},
	takesSize: true,
	mostFiles: 1,
	mostUrls: 1,
	types: ['image/png'],
	largestBytes: 4 * MEGABYTE,
	isSquare: true,
	takesMask: true,
	sendsUrlInForm: false,
};

/** The nano-banana family takes model, prompt and one picture, also a URL as a form field. */
export const NANO_BANANA_EDIT: EditRule = {
	fields: {},
	takesSize: false,
	mostFiles: 1,
	mostUrls: 1,
	types: ['image/png', 'image/jpeg', 'image/webp'],
	largestBytes: null,
	isSquare: false,
	takesMask: false,
	sendsUrlInForm: true,
};

/** For a model that is not in the catalogue: what any of the others takes. */
export const FREE_EDIT: EditRule = {
	fields: {
		quality: { kind: 'free' },
		background: { kind: 'free' },
		outputFormat: { kind: 'free' },
		outputCompression: { kind: 'free' },
		responseFormat: { kind: 'free' },
		inputFidelity: { kind: 'free' },
	},
	takesSize: true,
	mostFiles: 16,
	mostUrls: 16,
	types: ['image/png', 'image/jpeg', 'image/webp'],
	largestBytes: 50 * MEGABYTE,
	isSquare: false,
	takesMask: true,
	sendsUrlInForm: false,
};
