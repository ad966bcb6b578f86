import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import type { PictureFile, PicturesIn } from '../../api/pictures';
import type { ModelEntry } from '../../models/model';
import {
	checkCount,
	checkPictures,
	isTurned,
	type InputFacts,
	type NamedPicture,
} from '../../models/pictures';
import { fine, refused, type Checked } from '../../models/problem';
import { isToolUse } from '../../output/toolUse';
import { findFiles, type NamedFile } from './pictureFields';
import { readPictureUrls } from './pictureUrls';
import { readFiles, readMask, type PictureTools, type ReadPicture } from './readFiles';

/** The pictures of one request, checked. */
export interface ReadPictures {
	readonly pictures: PicturesIn;
	readonly inputs: readonly InputFacts[];
	/** What tells these pictures from others, so that a retry is known as one. */
	readonly identity: readonly string[];
	/** What the user should know, though it is no reason not to send them. */
	readonly hints: readonly string[];
}

/**
 * Finds, reads and checks the pictures that go into the request of an item.
 *
 * @param itemIndexes the items whose pictures go in; the first one's fields decide
 */
export async function readPictures(
	model: ModelEntry,
	itemIndexes: readonly number[],
	tools: PictureTools,
): Promise<Checked<ReadPictures>> {
	const { context } = tools;
	const [firstIndex = 0] = itemIndexes;
	const inputType = context.getNodeParameter('inputType', firstIndex, 'binary');
	if (inputType !== 'url' && isToolUse(context)) {
		return refused(
			'A tool of an AI agent is given no files',
			"Set 'Pictures From' to 'URLs' and let the agent give the link of the picture.",
		);
	}
	const wantsUrls = inputType === 'url' || inputType === 'both';
	const urls = wantsUrls ? readUrls(itemIndexes, tools) : fine([]);
	if (!urls.ok) return urls;
	if (inputType === 'url') return linkPictures(model, urls.value);

	const files = filesOfItems(context, itemIndexes);
	if (!files.ok) return files;
	const maskFile = model.edit?.takesMask ? findMask(context, firstIndex) : fine(undefined);
	if (!maskFile.ok) return maskFile;
	const count = checkCountOfNamed(model, files.value, urls.value);
	if (!count.ok) return count;
	const pictures = await readFiles(files.value, urls.value, tools);
	if (!pictures.ok) return pictures;
	const mask = await readMask(context, maskFile.value);
	if (!mask.ok) return mask;
	const checked = checkPictures(model, pictures.value, mask.value);
	if (!checked.ok) return checked;
	return fine(asFiles(model, pictures.value, mask.value));
}

function readUrls(
	itemIndexes: readonly number[],
	{ context, ownOrigin }: PictureTools,
): Checked<string[]> {
	const values = itemIndexes.map((index) => context.getNodeParameter('imageUrls', index, ''));
	return readPictureUrls(values, { ownOrigin });
}

/** The service fetches these pictures itself, so there is nothing to look at. */
function linkPictures(model: ModelEntry, urls: readonly string[]): Checked<ReadPictures> {
	const { mostUrls = 1, mostFiles = 1, sendsUrlInForm = false } = model.edit ?? {};
	if (urls.length === 0) {
		return refused(
			'There is no picture to edit',
			"Enter the link of a picture in 'Picture URLs'. If it comes from an expression, check that the previous node really gives one there.",
		);
	}
	if (urls.length > mostUrls && urls.length <= mostFiles) {
		return refused(
			`${model.label} takes one picture by its URL, not ${urls.length}`,
			`Set 'Pictures From' to 'Files and URLs': the node then fetches the pictures and sends them as files, up to ${mostFiles} of them.`,
		);
	}
	const count = checkCount(model, urls.length, mostUrls);
	if (!count.ok) return count;
	const unknown = { type: null, width: null, height: null, bytes: null } as const;
	return fine({
		pictures: { kind: 'urls', urls, inForm: sendsUrlInForm },
		inputs: urls.map((url) => ({ ...unknown, url })),
		identity: urls,
		hints: [],
	});
}

function filesOfItems(
	context: IExecuteFunctions,
	itemIndexes: readonly number[],
): Checked<NamedFile[]> {
	const all: NamedFile[] = [];
	for (const index of itemIndexes) {
		const named = context.getNodeParameter('inputBinaryFields', index, '');
		const mask = String(context.getNodeParameter('maskBinaryField', index, ''));
		const files = findFiles(context, index, named, 'Input Binary Fields', mask.trim());
		if (!files.ok) return files;
		const of = itemIndexes.length > 1 ? ` of item ${index}` : '';
		all.push(...files.value.map((file) => ({ ...file, name: `${file.name}${of}` })));
	}
	return fine(all);
}

function findMask(context: IExecuteFunctions, itemIndex: number): Checked<IBinaryData | undefined> {
	const named = context.getNodeParameter('maskBinaryField', itemIndex, '');
	const found = findFiles(context, itemIndex, named, 'Mask Binary Field');
	return found.ok ? fine(found.value[0]?.binary) : found;
}

/** Too many are refused before any of them is read; of `*` it is not known yet. */
function checkCountOfNamed(
	model: ModelEntry,
	files: readonly NamedFile[],
	urls: readonly string[],
): Checked<undefined> {
	const named = files.filter(({ isOneOfAll }) => !isOneOfAll).length + urls.length;
	return named === 0 ? fine(undefined) : checkCount(model, named, model.edit?.mostFiles ?? named);
}

function asFiles(
	{ id }: ModelEntry,
	pictures: readonly ReadPicture[],
	mask: { readonly file: PictureFile } | undefined,
): ReadPictures {
	const files = pictures.map(({ file }) => file);
	return {
		pictures: { kind: 'files', files, ...(mask && { mask: mask.file }) },
		inputs: pictures.map(({ facts: { mimeType, width, height, bytes } }) => ({
			type: mimeType,
			width,
			height,
			bytes,
		})),
		identity: [
			...pictures.map(({ identity }) => identity),
			...(mask ? [`mask ${mask.file.sha256}`] : []),
		],
		hints: mask ? maskHints(id, pictures[0]) : [],
	};
}

/** A mask that does not do what it seems to is worth a word; whether it will is not known. */
function maskHints(modelId: string, first: NamedPicture | undefined): string[] {
	const hints: string[] = [];
	if (first && isTurned(first.facts)) {
		hints.push(
			`${first.name} is stored turned and only shown upright (EXIF rotation). The mask may be laid over the stored picture: if the wrong part was changed, save the picture upright in a picture editor and make the mask from that.`,
		);
	}
	if (modelId.startsWith('gpt-image') && !modelId.endsWith(':official')) {
		hints.push(
			`The service's newest guide speaks of a mask only for models whose ID ends in :official. If ${modelId} changed the whole picture, set 'Model' to 'By ID' and enter ${modelId}:official.`,
		);
	}
	return hints;
}
