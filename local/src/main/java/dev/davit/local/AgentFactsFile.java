package dev.davit.local;

import dev.davit.local.control.AgentFacts;
import dev.davit.local.files.PrivateFiles;
import dev.davit.local.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The file {@code agent.json}. It is there while an agent runs, and stays when one was stopped that had services: then
 * the next command starts another one, which takes them up.
 */
final class AgentFactsFile {
    private AgentFactsFile() {}

    static Optional<AgentFacts> read(LocalFolders folders) {
        try {
            return Optional.of(Json.read(Files.readString(folders.agentFacts()), AgentFacts.class));
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    static boolean exists(LocalFolders folders) {
        return Files.exists(folders.agentFacts());
    }

    static void write(LocalFolders folders, AgentFacts facts) throws IOException {
        Path part = folders.agentFacts().resolveSibling("agent.json.part");
        PrivateFiles.create(part);
        Files.writeString(part, Json.write(facts) + "\n");
        Files.move(part, folders.agentFacts(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static void delete(LocalFolders folders) throws IOException {
        Files.deleteIfExists(folders.agentFacts());
    }
}
