/** A strict stand-in for the XHuo Images API, for tests, measurements and people without an account. */
export { startSimulator } from './start';
export type { Simulator } from './simulator';
export type { CallbackOptions, Clock, RateLimit, SimulatorOptions } from './options';
export type { LedgerEntry } from './ledger';
export type { ReceivedFile, RequestRecord } from './http/log';
export type { ServedImage } from './images/served';
export type { ApiFault, CallbackFault, Fault, ImageFault } from './faults/kinds';
export { FAULT_GROUPS, FAULT_NAMES, namedFault } from './faults/catalogue';
export type { FaultName, NamedFault } from './faults/catalogue';
export { endpointsOf } from './faults/aim';
export type {
	Endpoint,
	FaultAim,
	FaultOrName,
	FaultTarget,
	Mishaps,
	OrderedFault,
} from './faults/aim';
export type { ImageOrder, Pricing } from './contract/order';
export type { ErrorCode } from './contract/errors';
export type { Callbacks, DeliverOptions } from './callbacks/centre';
export type { Delivery, Letter } from './callbacks/postman';
export type { KeptTask, TaskOutcome } from './tasks/registry';
