import type { CallbackFault } from '../faults/kinds';
import type { AnswerShape } from '../faults/shapes/answer';

type Malformation = Extract<CallbackFault, { kind: 'callbackMalformed' }>['shape'];

/** What will become of one task's callback. */
export interface CallbackPlan {
	form: 'nested' | 'flat';
	/** The task fails with this. */
	failure?: { code: string; message: string };
	/** ms after the end of the task. */
	delayMs: number;
	/** How many times it is sent. */
	times: number;
	isLost: boolean;
	/** Task id of a callback that is sent before, and that nobody asked for. */
	forgedTaskId?: string;
	malformed?: Malformation;
	/** Odd forms of the body, one on top of the other. */
	shapes: AnswerShape[];
	/** null: the callback comes without a type. */
	contentType: string | null;
	/** Names, or kinds, of what was ordered. */
	faults: readonly string[];
	base64: boolean;
	beforeAnswer: boolean;
}

/** Puts together everything that was ordered for one callback. */
export function planFrom(
	faults: readonly CallbackFault[],
	form: CallbackPlan['form'],
	newId: () => string,
): CallbackPlan {
	const plan: CallbackPlan = {
		form,
		delayMs: 0,
		times: 1,
		isLost: false,
		shapes: [],
		faults: [],
		contentType: 'application/json',
		base64: false,
		beforeAnswer: false,
	};
	for (const fault of faults) apply(fault, plan, newId);
	return plan;
}

function apply(fault: CallbackFault, plan: CallbackPlan, newId: () => string): void {
	switch (fault.kind) {
		case 'callbackForm':
			plan.form = fault.form;
			break;
		case 'taskFails':
			plan.failure = {
				code: fault.code ?? 'api_error',
				message: fault.message ?? 'The upstream service gave no image.',
			};
			break;
		case 'callbackDelay':
			plan.delayMs += fault.ms;
			break;
		case 'callbackRepeated':
			plan.times = fault.times;
			break;
		case 'callbackLost':
			plan.isLost = true;
			break;
		case 'callbackForged':
			plan.forgedTaskId = fault.taskId ?? newId();
			break;
		case 'callbackMalformed':
			plan.malformed = fault.shape;
			break;
		case 'shape':
			plan.shapes.push(fault.shape);
			break;
		case 'callbackContentType':
			plan.contentType = fault.contentType;
			break;
		case 'callbackBase64':
			plan.base64 = true;
			break;
		case 'callbackBeforeAnswer':
			plan.beforeAnswer = true;
			break;
	}
}
