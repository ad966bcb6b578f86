import { loadImage } from '@napi-rs/canvas';
import type { INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import type { RunResult } from '../engine/harness';
import { join, readFile, writeFile } from '../support/node';

/** The part of XHuo Image's output that the table shows. */
const outputSchema = z.object({
	model: z.string(),
	prompt: z.string(),
	size: z.string().nullable(),
	pricing: z
		.union([
			z.object({ step: z.string(), multiplier: z.number() }),
			z.object({ credits: z.number() }),
		])
		.nullable(),
	image: z.object({ width: z.number(), height: z.number(), bytes: z.number() }),
});

/** An image that the workflow made and that lies in a file now. */
export type SavedImage = z.infer<typeof outputSchema> & { file: string };

/** Writes the image of an item of XHuo Image into `folder`, under the name that the node gave it. */
export async function saveImage(
	run: RunResult,
	item: INodeExecutionData,
	folder: string,
): Promise<SavedImage> {
	const output = outputSchema.parse(item.json);
	const name = item.binary?.data?.fileName;
	if (name === undefined) throw new Error(`The image of "${output.prompt}" has no file name`);
	const file = join(folder, name);
	await writeFile(file, await run.bytes(item));
	return { ...output, file };
}

/**
 * Reads a file back and decodes it as an image viewer would.
 * @returns what is wrong with it, compared with what the node said of it; undefined if nothing is
 */
export async function findDifference({ file, image }: SavedImage): Promise<string | undefined> {
	const bytes = await readFile(file);
	if (bytes.length !== image.bytes) return `${file}: ${bytes.length} bytes, not ${image.bytes}`;
	const { width, height } = await loadImage(bytes);
	const isAsSaid = width === image.width && height === image.height;
	return isAsSaid
		? undefined
		: `${file}: ${width}x${height} pixels, not ${image.width}x${image.height}`;
}
