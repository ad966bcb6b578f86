import type { WorkflowFile } from '../e2e/api/workflows';
import { flow, ITEMS } from '../e2e/deliveries/flow';
import { IMAGES, itemsOfList, type FlowNode } from '../e2e/suite/workflows';
import {
	fetchingParameters,
	HTTP_REQUEST_VERSION,
	orderingParameters,
} from '../support/httpRequestNode';
import type { Lane } from './lanes';

const HTTP_REQUEST = 'n8n-nodes-base.httpRequest';

/**
 * The workflow of a lane made of n8n's own nodes: one HTTP Request orders, another fetches the file. It
 * shows what n8n needs by itself for such work.
 *
 * @param baseUrl of the service
 */
export function controlWorkflowOf({ name }: Lane, baseUrl: string): WorkflowFile {
	const order = '{ model: $json.model, prompt: $json.prompt, size: $json.size }';
	const settings = { onError: 'continueErrorOutput' };
	const ask: FlowNode = {
		...{ name: 'Ask', type: HTTP_REQUEST, typeVersion: HTTP_REQUEST_VERSION },
		parameters: orderingParameters(baseUrl, order),
		settings: { ...settings, credentials: { xhuoApi: { id: null, name: 'XHuo account' } } },
	};
	const fetchFile: FlowNode = {
		...{ name: IMAGES, type: HTTP_REQUEST, typeVersion: HTTP_REQUEST_VERSION },
		parameters: fetchingParameters(),
		settings,
	};
	return flow(name, [...itemsOfList(ITEMS, '={{ { "list": $json.body.list } }}'), ask, fetchFile]);
}
