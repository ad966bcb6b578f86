import {
	listExecutions,
	readExecution,
	retryExecution,
	type Execution,
} from '../e2e/api/executions';
import type { Session } from '../e2e/api/session';
import { callWebhook, type StoredWorkflow } from '../e2e/api/workflows';
import { eventually } from '../e2e/support/eventually';
import { ordersOf, type Lane, type Order } from './lanes';

/** How often the user presses *Retry execution*. */
const USERS_PATIENCE = 5;
const UNFINISHED = ['new', 'running', 'waiting'];
/** Longer than anything that ends by itself, in ms. */
const PATIENCE = { timeoutMs: 300_000, everyMs: 500 };

/** A round of a lane: what was asked for, and the executions it took, the user's retries included. */
export interface Round {
	readonly lane: Lane;
	readonly orders: readonly Order[];
	readonly executions: readonly Execution[];
}

/** Runs the workflow of a lane once, and retries it as its user would. */
export async function playRound(
	api: Session,
	lane: Lane,
	workflow: StoredWorkflow,
	round: number,
): Promise<Round> {
	const orders = ordersOf(lane, round);
	const known = await idsOf(api, workflow);
	await callWebhook(api, lane.name, { list: orders });
	const id = await eventually(
		`an execution of ${lane.name} is in the list`,
		async () => (await idsOf(api, workflow)).find((newest) => !known.includes(newest)),
		PATIENCE,
	);
	const first = await finished(api, workflow, id);
	const retries = lane.isRetriedByUser ? await retried(api, workflow, first) : [];
	return { lane, orders, executions: [first, ...retries] };
}

/** What came of retrying an execution by hand until it succeeds; nothing where it has. */
export async function retried(
	api: Session,
	workflow: Pick<StoredWorkflow, 'id'>,
	failed: Execution,
): Promise<Execution[]> {
	const tries: Execution[] = [];
	let last = failed;
	while (last.status !== 'success' && tries.length < USERS_PATIENCE) {
		last = await finished(api, workflow, await retryExecution(api, last.id));
		tries.push(last);
	}
	return tries;
}

async function finished(
	api: Session,
	workflow: Pick<StoredWorkflow, 'id'>,
	id: string,
): Promise<Execution> {
	await eventually(
		`execution ${id} is over`,
		async () => {
			const line = (await listExecutions(api, workflow)).find((execution) => execution.id === id);
			return line !== undefined && !UNFINISHED.includes(line.status);
		},
		PATIENCE,
	);
	return await readExecution(api, id);
}

const idsOf = async (api: Session, workflow: StoredWorkflow): Promise<string[]> =>
	(await listExecutions(api, workflow)).map(({ id }) => id);
