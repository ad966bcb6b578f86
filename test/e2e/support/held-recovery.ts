import { eventually } from './eventually';
import { join, mkdtemp, resolve, rmSync, tmpdir, writeFileSync } from './node';
import type { N8n } from '../instance/n8n';

const WORDS = 'recovery is held';

/** Makes n8n's recovery after a crash stand still, see `hold-recovery.cjs`. */
export class HeldRecovery {
	private seen = 0;

	private constructor(private readonly file: string) {}

	static async prepare(): Promise<HeldRecovery> {
		return new HeldRecovery(join(await mkdtemp(join(tmpdir(), 'n8n-e2e-hold-')), 'hold'));
	}

	/** What n8n has to be started with. */
	get env(): Record<string, string> {
		const script = resolve('test/e2e/support/hold-recovery.cjs');
		return { NODE_OPTIONS: `--require ${script}`, XHUO_HOLD_RECOVERY: this.file };
	}

	/** From now on, the recovery stands still once it has stored an execution as crashed. */
	hold(): void {
		writeFileSync(this.file, '');
	}

	/** Waits until it does. */
	async isHeld({ log }: N8n): Promise<void> {
		const times = () => log.entries().filter(({ message }) => message === WORDS).length;
		await eventually('the recovery stands still', () => times() > this.seen, {
			timeoutMs: 180_000,
			everyMs: 20,
		});
		this.seen = times();
	}

	goOn(): void {
		rmSync(this.file, { force: true });
	}
}
