/** Comms that are open, whichever side has opened them: what `comm_info_request` asks for. */

export interface Comms {
  opened(id: string, target: string): void;
  closed(id: string): void;
  isOpen(id: string): boolean;
  /** Ids and targets; of one target, or of all. */
  list(target: string | null): readonly (readonly [string, string])[];
}

export function openComms(): Comms {
  const targets = new Map<string, string>();
  return {
    opened: (id, target) => void targets.set(id, target),
    closed: (id) => void targets.delete(id),
    isOpen: (id) => targets.has(id),
    list: (target) => [...targets].filter(([, one]) => target === null || one === target),
  };
}
