import { endpointsOf } from '../simulator/faults/aim';
import { FAULT_NAMES, namedFault, type FaultName } from '../simulator/faults/catalogue';

/**
 * The answer that would have named the image or its task is taken away on purpose. Nothing can deliver
 * such an image; that its user is told so is what the fault matrix shows.
 */
const TAKES_THE_IMAGE_AWAY: readonly FaultName[] = [
	'200-empty',
	'200-html',
	'200-no-images',
	'200-text',
	'408-timeout',
	'499-closed',
	'504-html',
	'504-json',
	'answer-cut',
	'answer-cut-chunked',
	'base64-none',
	'reset-after',
];

/** What may go wrong in a soak: all that ends by itself and leaves something to deliver. */
export const MISHAPS: readonly FaultName[] = FAULT_NAMES.filter(
	(name) => !namedFault(name).isEndless && !TAKES_THE_IMAGE_AWAY.includes(name),
);

/** A fault that changes the file of an image: what n8n holds is then not what was made. */
export const changesTheFile = (name: string): boolean =>
	/^shape-base64/.test(name) ||
	MISHAPS.some((mishap) => mishap === name && endpointsOf(mishap).includes('images'));
