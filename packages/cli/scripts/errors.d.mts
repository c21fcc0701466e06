/** The whole page `docs/errors.md`, made from the sources. */
export function renderErrors(): string
