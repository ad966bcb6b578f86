import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import type { DeliverySettings } from '../delivery/job';
import { readAllowedHosts } from '../files/imageUrls';
import { checkOptionalNumber } from '../models/fields';
import { fine, type Checked } from '../models/problem';
import { PLAIN } from '../output/arrange';
import { readArrangement } from '../output/arrangementFields';
import { readBinaryProperty, readName } from '../output/imageFields';
import { isToolUse } from '../output/toolUse';

/** The entries of Options as filled in: any of them may hold anything. */
export type Options = Readonly<Record<string, unknown>>;

const optionsSchema = z.record(z.string(), z.unknown()).catch({});

/** Reads what the user added under Options. */
export const readOptions = (context: IExecuteFunctions, itemIndex: number): Options =>
	optionsSchema.parse(context.getNodeParameter('options', itemIndex, {}));

/** Reads and checks how the images of one item are to be brought into n8n. */
export function readSettings(
	context: IExecuteFunctions,
	itemIndex: number,
	options: Options,
): Checked<DeliverySettings> {
	const timeout = checkOptionalNumber('Timeout', options.timeout, 600, 1, 3600);
	if (!timeout.ok) return timeout;
	const maxRetries = checkOptionalNumber('Max Retries', options.maxRetries, 5, 0, 10);
	if (!maxRetries.ok) return maxRetries;
	return fine({
		wantsFile: wantsFile(context, itemIndex),
		binaryProperty: readBinaryProperty(
			context.getNodeParameter('binaryPropertyName', itemIndex, null),
		),
		fileName: readName(options.fileName),
		allowedHosts: readAllowedHosts(options.allowedImageHosts),
		timeoutMs: timeout.value * 1000,
		maxRetries: maxRetries.value,
		// A model is given the fewest facts that do: an answer for each image.
		arrangement: isToolUse(context) ? PLAIN : readArrangement(options),
	});
}

/** An agent cannot take a file from its tool, so a tool always gives links. */
const wantsFile = (context: IExecuteFunctions, itemIndex: number): boolean =>
	!isToolUse(context) && context.getNodeParameter('downloadImages', itemIndex, true) !== false;
