import type { WorkflowFile } from '../e2e/api/workflows';
import { flow, imageNode, ITEMS } from '../e2e/deliveries/flow';
import { itemsOfList } from '../e2e/suite/workflows';

/** The deliveries of the node, by the values of its field. */
export const DELIVERIES = ['wait', 'poll', 'pause', 'submit'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** One workflow that is run again and again, set up as one kind of user would. */
export interface Lane {
	/** Also the path of its webhook, and how its prompts begin. */
	readonly name: string;
	readonly delivery: Delivery;
	/** n8n's own settings of the node. */
	readonly settings: Record<string, unknown>;
	/** Whether its user presses *Retry execution* when an execution has failed. */
	readonly isRetriedByUser: boolean;
}

/** n8n tries a node again by itself: so often, in ms between. */
export const RETRY_ON_FAIL = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1000 };

/** Minutes until a paused execution goes on without its images; n8n looks once a minute. */
const PAUSE_LIMIT = 1;

const GOES_ON = [
	{ onError: 'continueErrorOutput' },
	{ onError: 'continueRegularOutput', ...RETRY_ON_FAIL },
];

/**
 * Every delivery twice: one lane goes on when an image fails, as *On Error* says; in the other one the
 * execution fails after n8n's own retries, and the user retries it.
 */
export const LANES: readonly Lane[] = DELIVERIES.flatMap((delivery, place) => [
	{
		name: `${delivery}-goes-on`,
		delivery,
		settings: GOES_ON[place % GOES_ON.length] ?? {},
		isRetriedByUser: false,
	},
	{ name: `${delivery}-fails`, delivery, settings: RETRY_ON_FAIL, isRetriedByUser: true },
]);

/** One image, or several, that a round of a lane asks for. */
export interface Order {
	/** Told once in the whole run: it says whose image this is. */
	readonly prompt: string;
	readonly model: string;
	readonly size: string;
	/** How many images of it. */
	readonly images: number;
}

/** Several models, since their answers differ: in links that expire, task ids, and several images. */
const RECIPES: ReadonlyArray<Omit<Order, 'prompt'>> = [
	{ model: 'dall-e-2', size: '256x256', images: 2 },
	{ model: 'nano-banana', size: '1024x1024', images: 1 },
	{ model: 'dall-e-2', size: '256x256', images: 1 },
	{ model: 'gpt-image-2', size: '1024x1024', images: 1 },
];

/** What one round of a lane asks for. */
export const ordersOf = (lane: Lane, round: number): Order[] =>
	RECIPES.map((recipe, place) => ({ prompt: `${lane.name} ${round}.${place}`, ...recipe }));

/**
 * The workflow of a lane. Its webhook takes `{ list: Order[] }`.
 *
 * @param receiverUrl the production URL of the trigger that takes what was submitted
 */
export function workflowOf({ name, delivery, settings }: Lane, receiverUrl: string): WorkflowFile {
	const parameters = {
		model: '={{ $json.model }}',
		size: '={{ $json.size }}',
		numberOfImages: '={{ $json.images }}',
		delivery,
		...(delivery === 'submit' ? { callbackUrl: receiverUrl } : { pauseLimit: PAUSE_LIMIT }),
	};
	return flow(name, [
		...itemsOfList(ITEMS, '={{ { "list": $json.body.list } }}'),
		imageNode(parameters, settings),
	]);
}
