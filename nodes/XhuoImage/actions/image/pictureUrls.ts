import { checkImageUrl, type ImageSources } from '../../files/imageUrls';
import { fine, refused, type Checked } from '../../models/problem';

/**
 * Reads the URLs of pictures: with commas, spaces or line breaks in between, or in an array. A comma
 * inside a URL stays where it is.
 *
 * @returns checked addresses, in order; none, if the field is empty
 */
export function readPictureUrls(value: unknown, sources: ImageSources): Checked<string[]> {
	const urls: string[] = [];
	for (const text of textsOf(value)) {
		const checked = checkImageUrl(text, sources);
		if ('refusal' in checked) {
			return refused(
				`The picture URL '${text}' cannot be used, since ${checked.refusal}`,
				"A picture URL starts with https:// and can be opened by anyone. For a picture that is in the workflow, set 'Pictures From' to 'Files'.",
			);
		}
		urls.push(checked.url.href);
	}
	return fine(urls);
}

function textsOf(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(textsOf);
	if (typeof value !== 'string') return [];
	return value
		.split(/\s+|,(?=\s|https?:|$)/i)
		.map((text) => text.replace(/,+$/, ''))
		.filter((text) => text !== '');
}
