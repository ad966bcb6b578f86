import { isPromised, type ImageKind } from './imageKind';

/** The names of types that people know by another one than their extension. */
const NAMES: Readonly<Record<string, string>> = { jp2: 'JPEG 2000', jxl: 'JPEG XL' };

/** Of an image of a type that the API does not promise. */
export function typeHint({ mimeType, extension }: ImageKind): string | undefined {
	if (isPromised(mimeType)) return undefined;
	const name = NAMES[extension] ?? extension.toUpperCase();
	return `An image came as ${name}, although the service promises PNG, JPEG or WebP. The file is as it came; a program that does not know ${name} cannot open it.`;
}

/** Of an image that lacks only the mark of its end. */
export const NO_END_HINT =
	'An image was received whole, but the mark of its end is missing. Most programs show it all the same; if its lower part is grey or missing, it was cut before it reached the service’s host.';

/** Of an image in Base64 that announces more than there is. */
export const CUT_HINT =
	'An image that came in Base64 ends early, so a part of it may be missing. The service sent no more than that.';

/** Of an image in Base64 that n8n could not store. */
export const IN_EXECUTION_HINT =
	'n8n could not store the file of an image, so the file is kept in the data of the execution, which grows by it.';
