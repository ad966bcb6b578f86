import { z } from 'zod';

import { callbackFaults } from './callbacks';
import { apiFaults, shapeFault } from './calls';
import { imageFaults } from './images';

export const ApiFaultSchema = z.discriminatedUnion('kind', [...apiFaults]);
export const ImageFaultSchema = z.discriminatedUnion('kind', [...imageFaults]);
/** A callback can come in every shape that an answer can. */
export const CallbackFaultSchema = z.discriminatedUnion('kind', [...callbackFaults, shapeFault]);

export type ApiFault = z.infer<typeof ApiFaultSchema>;
export type ImageFault = z.infer<typeof ImageFaultSchema>;
export type CallbackFault = z.infer<typeof CallbackFaultSchema>;
export type Fault = ApiFault | ImageFault | CallbackFault;

export const FaultSchema = z.discriminatedUnion('kind', [
	...apiFaults,
	...imageFaults,
	...callbackFaults,
]);
