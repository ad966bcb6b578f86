import { DateTime } from 'luxon';
import type { IExecuteFunctions } from 'n8n-workflow';

import { checkOptionalNumber } from '../../models/fields';
import { fine, refused, type Checked } from '../../models/problem';
import type { TaskFilter } from '../../tasks/listTasks';

/** A limit above this is a slip of the finger: Return All is for that. */
const LARGEST_LIMIT = 100_000;

/** What separates IDs, and the signs around them where a list came as JSON text. */
const BETWEEN_IDS = /[\s,;"'[\]]+/;

/** Reads and checks the fields of one item that say which tasks are asked for. */
export function readFilter(context: IExecuteFunctions, itemIndex: number): Checked<TaskFilter> {
	const read = (name: string) => context.getNodeParameter(name, itemIndex, null);
	const raw = context.getNodeParameter('taskIds', itemIndex, '', { rawExpressions: true });
	const isFilledIn = !['', '='].includes(String(raw ?? '').trim());
	const ids = isFilledIn ? readIds(read('taskIds')) : fine(undefined);
	if (!ids.ok) return ids;

	const after = readMoment('Created After', read('createdAfter'), context.getTimezone());
	if (!after.ok) return after;
	const before = readMoment('Created Before', read('createdBefore'), context.getTimezone());
	if (!before.ok) return before;
	if (after.value !== undefined && before.value !== undefined && after.value > before.value) {
		return refused(
			"'Created After' is later than 'Created Before'",
			'No task can lie between them: exchange the two.',
		);
	}
	const most =
		read('returnAll') === true
			? fine(Infinity)
			: checkOptionalNumber('Limit', read('limit'), 50, 1, LARGEST_LIMIT);
	if (!most.ok) return most;
	return fine({
		most: most.value,
		...(ids.value && { ids: ids.value }),
		...(after.value !== undefined && { after: after.value }),
		...(before.value !== undefined && { before: before.value }),
	});
}

/**
 * IDs as text or as an array. A field that is filled in and gives no ID is refused: taken as empty,
 * it would bring all tasks.
 */
function readIds(value: unknown): Checked<readonly string[]> {
	const parts = (Array.isArray(value) ? value : [value]).filter(
		(part) => part !== null && part !== undefined,
	);
	const texts = parts.filter((part) => typeof part === 'string' || typeof part === 'number');
	if (texts.length < parts.length) {
		return refused(
			"'Task IDs' holds something that is no ID",
			'Give the IDs as text, or as an array of texts such as {{ $input.all().map((item) => item.json.taskId) }}.',
		);
	}
	const ids = texts.flatMap((text) => String(text).split(BETWEEN_IDS)).filter((id) => id !== '');
	if (ids.length === 0) {
		return refused(
			"'Task IDs' gives no ID",
			'Check that the previous node really gives IDs there, or empty the field to get tasks by their time.',
		);
	}
	return fine([...new Set(ids)]);
}

/**
 * A moment as n8n's date field, an expression or an API gives it: ISO 8601 or SQL text, a date
 * object, or Unix time in seconds or milliseconds.
 *
 * @param zone of a text that names none
 * @returns milliseconds since 1970, `undefined` for an empty field
 */
function readMoment(label: string, value: unknown, zone: string): Checked<number | undefined> {
	if (value === null || value === undefined || value === '') return fine(undefined);
	const ms = millisecondsOf(value, zone);
	if (Number.isFinite(ms)) return fine(ms);
	return refused(
		`'${label}' cannot be read as a date: '${String(value)}'`,
		'Choose a date from the calendar, or give one such as 2026-11-23T18:30:00Z.',
	);
}

function millisecondsOf(value: unknown, zone: string): number {
	if (value instanceof Date) return value.getTime();
	if (typeof value === 'number') return fromUnix(value);
	// The dates of n8n's expressions spell themselves in ISO 8601.
	const text = String(value).trim();
	if (UNIX_TIME.test(text)) return fromUnix(Number(text));
	const iso = DateTime.fromISO(text, { zone });
	return (iso.isValid ? iso : DateTime.fromSQL(text, { zone })).toMillis();
}

/** Shorter numbers are dates, such as 2026 or 20261123. */
const UNIX_TIME = /^\d{9,}(\.\d+)?$/;

/** As seconds, the bound is the year 5138; as milliseconds, 1973. */
const fromUnix = (time: number): number => (time < 1e11 ? time * 1000 : time);
