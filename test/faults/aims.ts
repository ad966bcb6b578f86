import { endpointsOf, namedFault, type FaultAim, type FaultName } from '../simulator';
import type { DeliveryName, Row } from './expectations';

/** In the middle of the batch. */
const AIMED_AT = 'picture 2';

/** Whom the fault of a row hits with a delivery: one picture, or all where it can be no other way. */
export function aimOf(row: Row, fault: FaultName, delivery: DeliveryName): FaultAim {
	const { fault: what, aim = {} } = namedFault(fault);
	// An answer to a submission holds no image: it is the answers to questions, and callbacks, that are odd.
	if (what.kind === 'shape' && delivery !== 'wait') {
		return { times: 'always', on: ['tasks', 'callbacks'] };
	}
	const isForAll =
		endpointsOf(fault).includes('tasks') || aim.skip !== undefined || isOfBatch(row, aim);
	return {
		...(row.isAlways && { times: 'always' }),
		...(!isForAll && { match: { prompt: AIMED_AT } }),
	};
}

/** A refused token, or a service that is down, is so for every picture; a broken file is not. */
const isOfBatch = ({ group, isAlways }: Row, { times }: FaultAim): boolean =>
	group !== 'The image host' && (isAlways || times === 'always');
