package dev.davit.local.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How far a task can be kept apart from the host here. */
enum Isolation {
    /** Namespaces and the image's own user; the agent runs as root. */
    ROOT("root file system read-only in mount and process namespaces, no new privileges"),
    /** Namespaces inside a user namespace; within, the task is root, and on the host the agent's user. */
    USER("root file system read-only in user, mount and process namespaces, no new privileges"),
    /** None: namespaces are refused, or this is no Linux. */
    NONE("directly on the host, since namespaces are refused here: the task sees all files of this user");

    private final String words;

    Isolation(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** Finds out by trying. */
    static Isolation probe(Tools tools) {
        if (!tools.canIsolate()) {
            return NONE;
        }
        boolean root = "root".equals(System.getProperty("user.name"));
        for (Isolation candidate : root ? List.of(ROOT, USER) : List.of(USER)) {
            if (candidate.works(tools)) {
                return candidate;
            }
        }
        return NONE;
    }

    /** The part of the command line that makes the namespaces; the command to run in them follows. */
    List<String> command(Tools tools) {
        List<String> command =
                new ArrayList<>(List.of(tools.path("unshare"), "--mount", "--pid", "--fork", "--kill-child"));
        return switch (this) {
            case ROOT -> command;
            case USER -> {
                command.add("--map-root-user");
                yield command;
            }
            case NONE -> List.of();
        };
    }

    boolean works(Tools tools) {
        List<String> command = new ArrayList<>(command(tools));
        command.addAll(List.of(tools.path("mount"), "-t", "tmpfs", "tmpfs", "/tmp"));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(2, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
