/** The optional fields of a request for images, by the names that the node's parameters carry. */
export type FieldName =
	| 'quality'
	| 'style'
	| 'background'
	| 'moderation'
	| 'outputFormat'
	| 'outputCompression'
	| 'responseFormat'
	| 'seed'
	| 'inputFidelity';

/** The names that the API gives to the same fields (contract §1). */
export const API_FIELD_NAMES: Readonly<Record<FieldName, string>> = {
	quality: 'quality',
	style: 'style',
	background: 'background',
	moderation: 'moderation',
	outputFormat: 'output_format',
	outputCompression: 'output_compression',
	responseFormat: 'response_format',
	seed: 'seed',
	inputFidelity: 'input_fidelity',
};

/** What a user reads above each field; errors use the same words. */
export const FIELD_LABELS: Readonly<Record<FieldName, string>> = {
	quality: 'Quality',
	style: 'Style',
	background: 'Background',
	moderation: 'Moderation',
	outputFormat: 'Output Format',
	outputCompression: 'Output Compression',
	responseFormat: 'Response Format',
	seed: 'Seed',
	inputFidelity: 'Input Fidelity',
};

export interface Choice {
	readonly value: string;
	readonly label: string;
	readonly description?: string;
}

/** One of a list of values. `default` is what the service does when the field is absent. */
export interface ChoiceField {
	readonly kind: 'choice';
	readonly choices: readonly Choice[];
	readonly default: string;
}

/** A whole number between `min` and `max`, both included. */
export interface NumberField {
	readonly kind: 'number';
	readonly min: number;
	readonly max: number;
	readonly default: number;
}

/** A value of a model that the catalogue does not list: sent as it is, if the user gave one. */
export interface FreeField {
	readonly kind: 'free';
}

export type FieldRule = ChoiceField | NumberField | FreeField;

/** The price step of a gpt-image-2 size; sizes of other models have none. */
export type SizeStep = '1K' | '2K' | '4K';

export interface SizePreset {
	/** `WIDTHxHEIGHT` in pixels, as the API takes it. */
	readonly value: string;
	/** The provider's own label, such as `16:9`. */
	readonly ratio: string;
	readonly step?: SizeStep;
	/** What really comes back when it is not the size asked for. */
	readonly arrivesAs?: string;
}

/** The limits of a custom size, in pixels. */
export interface SizeGrid {
	readonly multipleOf: number;
	readonly longestSide: number;
	readonly mostPixels: number;
	/** Smaller sizes may be refused: the newest guide says so, the provider's own does not (§5). */
	readonly fewestPixels: number;
	/** The longer side divided by the shorter one; what is beyond may be refused in the same way. */
	readonly widestRatio: number;
}

export interface SizeRule {
	readonly presets: readonly SizePreset[];
	/** Accepted when typed or computed, but not worth a place in the list. */
	readonly alsoAccepted: readonly string[];
	readonly allowsAuto: boolean;
	/** Present where any size on a grid works. */
	readonly grid?: SizeGrid;
	/** Whether a size stands for its ratio only, and the image comes in another size. */
	readonly meansRatio?: boolean;
	/** For a model that is not in the catalogue: any `WIDTHxHEIGHT` is passed on. */
	readonly isFree?: boolean;
}

export type PriceRule =
	| { readonly kind: 'steps'; readonly multiplierAbove1K: number }
	| { readonly kind: 'credits'; readonly credits: number }
	| { readonly kind: 'unlisted' };

/** The file types of pictures that go in. */
export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp';

/** Whether and how a model edits pictures (contract §4). */
export interface EditRule {
	/** What an edit takes of the optional fields; less than a generation does. */
	readonly fields: Readonly<Partial<Record<FieldName, FieldRule>>>;
	readonly takesSize: boolean;
	/** How many pictures may go in as files. */
	readonly mostFiles: number;
	/** How many pictures may go in by their URLs, without the node fetching them. */
	readonly mostUrls: number;
	readonly types: readonly PictureType[];
	/** Of each picture, in bytes; `null` where no limit is known. */
	readonly largestBytes: number | null;
	readonly isSquare: boolean;
	readonly takesMask: boolean;
	/** Whether even a single URL goes into the form, as a text, instead of into JSON. */
	readonly sendsUrlInForm: boolean;
}

export interface ModelEntry {
	/** The API's id, such as `gpt-image-2`. */
	readonly id: string;
	readonly label: string;
	readonly description: string;
	/** In characters; `null` where no limit is known. */
	readonly longestPrompt: number | null;
	/** How many images one request can return: the highest `n` that the model honours. */
	readonly imagesPerRequest: number;
	readonly size: SizeRule;
	readonly fields: Readonly<Partial<Record<FieldName, FieldRule>>>;
	readonly price: PriceRule;
	/** Absent where the model does not edit. */
	readonly edit?: EditRule;
}
