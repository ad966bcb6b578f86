import { readFile, writeFile } from './node';

/** Forgets the highest memory use of a process so far (Linux: proc(5), clear_refs). */
export async function forgetPeakMemory(pid: number): Promise<void> {
	await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** The highest memory use of a process since then, in bytes. */
export async function peakMemory(pid: number): Promise<number> {
	return await kilobytes(pid, 'VmHWM');
}

/** The memory that a process uses now, in bytes. */
export async function currentMemory(pid: number): Promise<number> {
	return await kilobytes(pid, 'VmRSS');
}

async function kilobytes(pid: number, field: string): Promise<number> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8');
	const value = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
	if (value === undefined) throw new Error(`Process ${pid} has no ${field}`);
	return Number(value) * 1024;
}
