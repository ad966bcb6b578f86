import type { Job, JobResult } from './job';
import { deliverByPausing } from './pause/pause';
import { deliverByPolling } from './poll';
import { deliverBySubmitting } from './submit';
import type { DeliveryTools } from './tools';
import { deliverByWaiting } from './wait';

/** The ways in which a result comes back, by the values of the Delivery field. */
export type DeliveryName = 'wait' | 'poll' | 'pause' | 'submit';

type Deliver = (jobs: readonly Job[], tools: DeliveryTools) => Promise<JobResult[]>;

export const DELIVERIES: Readonly<Record<DeliveryName, Deliver>> = {
	wait: deliverByWaiting,
	poll: deliverByPolling,
	pause: deliverByPausing,
	submit: deliverBySubmitting,
};

/** Whether a value of the Delivery field is one of them. */
export const isDelivery = (value: unknown): value is DeliveryName =>
	typeof value === 'string' && Object.keys(DELIVERIES).includes(value);
