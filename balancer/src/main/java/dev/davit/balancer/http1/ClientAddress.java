package dev.davit.balancer.http1;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** What the {@code X-Forwarded-*} fields tell of one client connection, written out once. */
public final class ClientAddress {
    private final byte[] fields;
    private final byte[] localAuthority;

    /** {@code scheme} is {@code http} or {@code https}; {@code local} is the address the client reached. */
    public ClientAddress(InetSocketAddress remote, InetSocketAddress local, String scheme) {
        String host = remote.getAddress().getHostAddress();
        String ownHost = local.getAddress().getHostAddress();
        fields = (withoutZone(host) + "\r\nX-Forwarded-Proto: " + scheme + "\r\nX-Forwarded-Port: " + local.getPort()
                        + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        localAuthority = ((ownHost.indexOf(':') >= 0 ? "[" + withoutZone(ownHost) + "]" : ownHost) + ":"
                        + local.getPort())
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String withoutZone(String host) {
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }

    /** The end of the {@code X-Forwarded-For} value and the fields after it, each with its line end. */
    byte[] fields() {
        return fields;
    }

    /** The {@code Host} for an HTTP/1.0 client that named none. */
    byte[] localAuthority() {
        return localAuthority;
    }
}
