import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import type { DeliverySettings } from '../delivery/job';
import { checkWholeNumber } from '../models/fields';
import { fine, type Checked } from '../models/problem';

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
	const timeout = checkWholeNumber('Timeout', options.timeout ?? 600, 1, 3600);
	if (!timeout.ok) return timeout;
	const maxRetries = checkWholeNumber('Max Retries', options.maxRetries ?? 5, 0, 10);
	if (!maxRetries.ok) return maxRetries;
	const binaryProperty = String(
		context.getNodeParameter('binaryPropertyName', itemIndex, 'data'),
	).trim();
	return fine({
		wantsFile: context.getNodeParameter('downloadImages', itemIndex, true) !== false,
		binaryProperty: binaryProperty === '' ? 'data' : binaryProperty,
		fileName: typeof options.fileName === 'string' ? options.fileName : '',
		timeoutMs: timeout.value * 1000,
		maxRetries: maxRetries.value,
	});
}
