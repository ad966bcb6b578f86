import type { Fault } from '../kinds';
import type { FaultAim } from '../aim';

/** A fault with a stable name, for the fault matrix, soak runs and documents. */
export interface NamedFault {
	/** What happens, in one line. */
	does: string;
	/** Whether the call that it concerns is paid for: at worst, where nobody can know. */
	billed: boolean;
	fault: Fault;
	/** Whom it hits when nothing else is said. */
	aim?: FaultAim;
	/** Lasts until the client gives up: left out of soak runs. */
	isEndless?: true;
}
