package dev.davit.local;

import java.util.List;

/**
 * How an agent is started.
 *
 * @param line a command line that ends in calling {@link Agent#run} with the same folders and version
 * @param version the client's own; client and agent of different versions do not speak with each other
 */
public record AgentCommand(List<String> line, String version) {
    public AgentCommand {
        line = List.copyOf(line);
        if (line.isEmpty()) {
            throw new IllegalArgumentException("an agent's command line names at least a program");
        }
    }
}
