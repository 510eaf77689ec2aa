package dev.davit.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Hands out ports of the loopback interface that nobody listens on and no task of this agent has. */
final class LoopbackPorts {
    private final Set<Integer> taken = new HashSet<>();

    synchronized int reserve() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (taken.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new IllegalArgumentException("there is no free port on the loopback interface: " + e, e);
            }
        }
    }

    /** Returns false when a task of this agent has it already. */
    synchronized boolean take(int port) {
        return taken.add(port);
    }

    synchronized void release(int port) {
        taken.remove(port);
    }
}
