package dev.davit.local.control;

import java.time.Instant;

/** What an agent says about itself; kept in {@code agent.json} too for as long as there is something to come back to. */
public record AgentFacts(long pid, String version, Instant startedAt) {}
