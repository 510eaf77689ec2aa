package dev.davit.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What Linux tells about processes and their sockets under {@code /proc} (proc(5)). Where there is no such folder, or
 * it says nothing about other people's processes, answers are empty.
 */
public final class ProcFs {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";

    private ProcFs() {}

    /**
     * When a process started, as text that no other process with this number ever has: its start in clock ticks and
     * the identity of this boot. Empty when it runs no more.
     */
    public static Optional<String> startOf(long pid) {
        return stat(pid)
                .filter(fields -> !fields.get(0).equals("Z") && !fields.get(0).equals("X"))
                .map(fields -> fields.get(19) + "@"
                        + read(PROC.resolve("sys/kernel/random/boot_id")).strip());
    }

    /** Whether the process with this start runs. */
    public static boolean runs(long pid, String start) {
        return startOf(pid).filter(start::equals).isPresent();
    }

    /** The process, such as {@code python3 (pid 123)}, that listens on a TCP port of this machine. */
    public static Optional<String> listenerOn(int port) {
        Set<String> sockets = new HashSet<>();
        listening(PROC.resolve("net")).forEach((inode, listeningPort) -> {
            if (listeningPort == port) {
                sockets.add(inode);
            }
        });
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        return processes().stream()
                .filter(pid -> socketsOf(pid).stream().anyMatch(sockets::contains))
                .findFirst()
                .map(pid -> read(PROC.resolve(pid + "/comm")).strip() + " (pid " + pid + ")");
    }

    /** The TCP ports on which a process or one that descends from it listens. */
    public static Set<Integer> portsOf(long pid) {
        Map<String, Integer> listening = listening(PROC.resolve(pid + "/net"));
        Set<Integer> ports = new TreeSet<>();
        for (long process : family(pid)) {
            for (String socket : socketsOf(process)) {
                Integer port = listening.get(socket);
                if (port != null) {
                    ports.add(port);
                }
            }
        }
        return ports;
    }

    /** The process and all that descend from it. */
    public static List<Long> family(long pid) {
        Map<Long, List<Long>> children = new HashMap<>();
        for (long process : processes()) {
            stat(process)
                    .ifPresent(fields -> children.computeIfAbsent(Long.parseLong(fields.get(1)), _ -> new ArrayList<>())
                            .add(process));
        }
        List<Long> family = new ArrayList<>();
        Deque<Long> open = new ArrayDeque<>(List.of(pid));
        while (!open.isEmpty()) {
            long next = open.pop();
            family.add(next);
            open.addAll(children.getOrDefault(next, List.of()));
        }
        return family;
    }

    /** The process that a container's init, such as {@code docker-init -- java}, started and looks after. */
    public static OptionalLong childOfInit(long init) {
        List<String> line = commandLine(init);
        if (line.size() < 3 || !line.get(0).endsWith("init") || !line.get(1).equals("--")) {
            return OptionalLong.empty();
        }
        return read(PROC.resolve(init + "/task/" + init + "/children"))
                .lines()
                .flatMap(pids -> Stream.of(pids.split(" ")))
                .filter(pid -> !pid.isEmpty())
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    /** The fields of {@code stat} after the command's name, which may itself hold blanks and parentheses. */
    private static Optional<List<String>> stat(long pid) {
        String text = read(PROC.resolve(pid + "/stat"));
        int end = text.lastIndexOf(')');
        return end < 0
                ? Optional.empty()
                : Optional.of(List.of(text.substring(end + 2).strip().split(" ")));
    }

    /** The inode of each listening TCP socket with its port. */
    private static Map<String, Integer> listening(Path net) {
        Map<String, Integer> found = new HashMap<>();
        for (String table : List.of("tcp", "tcp6")) {
            read(net.resolve(table)).lines().skip(1).forEach(line -> {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 9 && fields[3].equals(LISTENING)) {
                    String address = fields[1];
                    found.put(fields[9], Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16));
                }
            });
        }
        return found;
    }

    private static Set<String> socketsOf(long pid) {
        Set<String> sockets = new HashSet<>();
        for (Path descriptor : list(PROC.resolve(pid + "/fd"))) {
            try {
                String target = Files.readSymbolicLink(descriptor).toString();
                if (target.startsWith("socket:[")) {
                    sockets.add(target.substring(8, target.length() - 1));
                }
            } catch (IOException _) {
                // closed in the meantime
            }
        }
        return sockets;
    }

    /** The program of a process and its arguments. */
    static List<String> commandLine(long pid) {
        return List.of(read(PROC.resolve(pid + "/cmdline")).split("\0"));
    }

    static List<Long> processes() {
        return list(PROC).stream()
                .map(path -> String.valueOf(path.getFileName()))
                .filter(name -> Character.isDigit(name.charAt(0)))
                .map(Long::valueOf)
                .toList();
    }

    private static List<Path> list(Path folder) {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(paths::add);
        } catch (IOException _) {
            return List.of();
        }
        return paths;
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
