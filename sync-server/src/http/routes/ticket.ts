/** `POST /api/ticket`: a single use of `/y/<document>` within a minute, for a device that signs for it (SYN-6). */
import { readTicketAsk, MAX_TICKET_ASK } from '#shared/wire/ticket.ts';
import { TICKET_MS, type Tickets } from '../../relay/tickets.ts';
import { AddressPace } from '../addressPace.ts';
import { json, type Reply } from '../reply.ts';
import type { Asked, Endpoint } from '../route.ts';

const MINUTE = 60_000;
/** A tool that opens every month of a room for years, and what takes long to check. */
const ASKED_A_MINUTE = 300;

export function ticketEndpoint(tickets: Tickets, now: () => number): Endpoint {
  const pace = new AddressPace(ASKED_A_MINUTE, MINUTE, now);
  const answer = (asked: Asked): Reply => {
    const wait = pace.wait(asked.address);
    if (wait > 0) return json(429, { code: 'slow-down', say: 'Too many tickets. Wait a minute.', retry: wait });
    const ask = readTicketAsk(asked.header('origin') ?? '', asked.body);
    if (!ask.ok) return json(400, ask.fault);
    const ticket = tickets.issue(ask.value);
    return ticket === undefined
      ? json(409, { code: 'old', say: 'This was asked before, or by a clock that is minutes off. Sign it anew.' })
      : json(200, { ticket, seconds: TICKET_MS / 1000 });
  };
  return { post: { most: MAX_TICKET_ASK, type: 'application/octet-stream', answer } };
}
