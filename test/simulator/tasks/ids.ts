/** A task's id made of digits alone, which some services use; short enough to be exact as a number. */
export const numericId = (uuid: string) =>
	String(1e12 + parseInt(uuid.replace(/-/g, '').slice(0, 9), 16));

/** As the service writes an id into its JSON: one of digits alone is a number there. */
export const shownId = (id: string): string | number => (/^\d+$/.test(id) ? Number(id) : id);
