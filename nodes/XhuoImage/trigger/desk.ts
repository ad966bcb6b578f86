import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { readBaseUrl } from '../api/baseUrl';
import { cancelSignal, CREDENTIAL_TYPE, openClient } from '../api/client';
import type { Clock } from '../api/clock';
import { readAllowedHosts, type ImageSources } from '../files/imageUrls';
import type { TaskSource } from '../tasks/lookUp';
import { openSource } from '../tasks/openSource';

/** What delivering callbacks works with. */
export interface Desk {
	/** Where images may be fetched from. */
	readonly sources: ImageSources;
	/** Where the service is asked for tasks; absent where it is not to be asked. */
	readonly source?: TaskSource;
}

/** A question about a task: tried again so often, and no wait may be longer, in milliseconds. */
const ASKING = { maxRetries: 2, timeoutMs: 10_000 };

const optionsSchema = z
	.object({ allowedImageHosts: z.unknown(), askService: z.boolean().catch(true) })
	.catch({ askService: true });

/** Reads how the trigger is set, and opens the service where it is to be asked. */
export async function openDesk(context: IExecuteFunctions, clock: Clock): Promise<Desk> {
	const options = optionsSchema.parse(context.getNodeParameter('options', 0, {}));
	const allowedHosts = readAllowedHosts(options.allowedImageHosts);
	// n8n keeps the credential of a field that no longer shows, and refuses to hand it out.
	const isSigned = context.getNodeParameter('authentication', 0, 'signedUrl') !== 'none';
	if (!isSigned) return { sources: { allowedHosts } };
	const { baseUrl } = z
		.object({ baseUrl: z.string() })
		.parse(await context.getCredentials(CREDENTIAL_TYPE));
	const origin = readBaseUrl(baseUrl)?.origin;
	if (origin === undefined) return { sources: { allowedHosts } };
	const sources = { allowedHosts, ownOrigin: origin };
	if (!options.askService) return { sources };
	const client = await openClient(context, clock);
	return { sources, source: openSource(client, clock, cancelSignal(context))(ASKING) };
}
