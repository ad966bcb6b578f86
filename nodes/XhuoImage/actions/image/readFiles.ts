import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import pLimit from 'p-limit';

import type { Clock } from '../../api/clock';
import type { PictureFile } from '../../api/pictures';
import { inspectMask, inspectPicture, type NoPicture } from '../../files/inputPictures';
import { fetchPicture } from '../../files/urlPictures';
import type { NamedPicture } from '../../models/pictures';
import { fine, refused, type Checked } from '../../models/problem';
import type { NamedFile } from './pictureFields';

/** What reading pictures takes. */
export interface PictureTools {
	readonly context: IExecuteFunctions;
	readonly clock: Clock;
	/** The credential's own origin, from which pictures may be fetched wherever it is. */
	readonly ownOrigin: string;
	/** For fetching one picture, in milliseconds. */
	readonly timeoutMs: number;
}

/** How many pictures of a request are fetched at once. */
const FETCHES_AT_ONCE = 4;

/** A picture that was read, and what it is known by. */
export interface ReadPicture extends NamedPicture {
	readonly file: PictureFile;
	readonly identity: string;
}

/**
 * Reads files that the node was given, then pictures behind URLs, each looked at as a whole.
 *
 * @returns the pictures in that order
 */
export async function readFiles(
	files: readonly NamedFile[],
	urls: readonly string[],
	tools: PictureTools,
): Promise<Checked<ReadPicture[]>> {
	const pictures: ReadPicture[] = [];
	for (const { name, binary, isOneOfAll } of files) {
		const file = await inspectPicture(tools.context, binary);
		if (file === 'notAPicture' && isOneOfAll) continue;
		if (typeof file === 'string') return unusable(name, file);
		pictures.push({ name, facts: file.facts, file, identity: file.sha256 });
	}
	if (pictures.length === 0 && files.length > 0 && urls.length === 0) {
		return refused(
			'None of the files of the item is a picture',
			`Pictures are PNG, JPEG or WebP files; there are ${files.map(({ name }) => lowerFirst(name)).join(', ')}.`,
		);
	}
	const fetches = pLimit(FETCHES_AT_ONCE);
	const fetched = await Promise.all(
		urls.map(async (url) => await fetches(async () => await readUrl(url, tools))),
	);
	for (const picture of fetched) {
		if (!picture.ok) return picture;
		pictures.push(picture.value);
	}
	return fine(pictures);
}

/** What a URL leads to may change; a retry is one all the same, so the URL stands for it. */
async function readUrl(
	url: string,
	{ context, clock, ownOrigin, timeoutMs }: PictureTools,
): Promise<Checked<ReadPicture>> {
	const rules = { sources: { ownOrigin }, clock, timeoutMs };
	const fetched = await fetchPicture(context, url, rules);
	if (!fetched.ok) return refused(fetched.failure.message, fetched.failure.advice);
	const name = `The picture at ${url}`;
	const file = await inspectPicture(context, fetched.value.binary);
	if (typeof file === 'string') return unusable(name, file);
	return fine({ name, facts: file.facts, file, identity: url });
}

/** Reads the file that shows what is to be changed; `undefined` where there is none. */
export async function readMask(
	context: IExecuteFunctions,
	binary: IBinaryData | undefined,
): Promise<Checked<(NamedPicture & { readonly file: PictureFile }) | undefined>> {
	if (!binary) return fine(undefined);
	const file = await inspectMask(context, binary);
	if (typeof file === 'string') return unusable('The mask', file);
	return fine({ name: 'The mask', facts: file.facts, file });
}

function unusable(name: string, why: NoPicture): Checked<never> {
	if (why === 'unreadable') {
		return refused(
			`${name} cannot be read`,
			"Its file is damaged, or no longer in n8n's binary store. Run the workflow from the node that gives it.",
		);
	}
	return refused(
		`${name} is no PNG, JPEG or WebP picture`,
		'What counts is the file itself, not its name. Convert it first: phones often save HEIC files, which are another format.',
	);
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
