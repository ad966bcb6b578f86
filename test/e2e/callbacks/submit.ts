import { itemsOf, type Item } from '../api/execution-data';
import { runToTheEnd } from '../api/executions';
import { importWorkflow } from '../api/workflows';
import type { Workbench } from '../setup/workbench';
import { imageWorkflow, IMAGES, START } from '../suite/workflows';

/**
 * Hands tasks in from a workflow of their own, each with its prompt as context.
 *
 * @returns what came out of the XHuo Image node, one entry per task
 */
export async function submitImages(
	{ api, credential }: Workbench,
	callbackUrl: string,
	count: number,
): Promise<Array<Item['json']>> {
	const items = Array.from({ length: count }, (_, n) => ({ picture: `Lighthouse ${n}` }));
	const parameters = {
		model: 'dall-e-2',
		size: '256x256',
		prompt: '={{ $json.picture }}',
		delivery: 'submit',
		callbackUrl,
		callbackContext: '={{ { "picture": $json.picture, "channel": "summer" } }}',
		options: { concurrency: 20 },
	};
	const workflow = imageWorkflow({ name: 'Submit images', items, parameters });
	const execution = await runToTheEnd(
		api,
		await importWorkflow(api, workflow, [credential]),
		START,
	);
	if (execution.status !== 'success') throw new Error(`The submission ended ${execution.status}`);
	return itemsOf(execution, IMAGES).map(({ json }) => json);
}
