import type { INodeParameters } from 'n8n-workflow';

/** What the fields of n8n's HTTP Request node hold, of the version below. */
export type HttpRequestParameters = INodeParameters;

export const HTTP_REQUEST_VERSION = 4.2;

/** How many requests n8n begins before it waits, and for how long, in milliseconds. */
export interface Batch {
	readonly batchSize: number;
	readonly batchInterval: number;
}

const batching = (batch?: Batch): INodeParameters =>
	batch ? { batching: { batch: { ...batch } } } : {};

/**
 * Orders an image as this package would, with its credential.
 *
 * @param order the body, as an object in JavaScript for an expression
 */
export const orderingParameters = (
	baseUrl: string,
	order: string,
	batch?: Batch,
): HttpRequestParameters => ({
	method: 'POST',
	url: `${baseUrl}/openai/images/generations`,
	authentication: 'predefinedCredentialType',
	nodeCredentialType: 'xhuoApi',
	sendBody: true,
	specifyBody: 'json',
	jsonBody: `={{ JSON.stringify(${order}) }}`,
	options: batching(batch),
});

/**
 * Fetches the file of an image.
 *
 * @param url an expression that gives its link; by default the first one of the answer to an order
 */
export const fetchingParameters = (
	batch?: Batch,
	url = '={{ $json.data[0].url }}',
): HttpRequestParameters => ({
	url,
	options: { ...batching(batch), response: { response: { responseFormat: 'file' } } },
});
