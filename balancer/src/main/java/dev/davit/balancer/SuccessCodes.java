package dev.davit.balancer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The statuses that pass a health check: {@code 200}, {@code 200-399}, {@code 200,204,300-302}. */
public record SuccessCodes(List<Range> ranges) {

    /** From {@code first} to {@code last}, both included. */
    public record Range(int first, int last) {
        public Range {
            if (first < 200 || last > 599 || first > last) {
                throw new IllegalArgumentException("status range " + first + "-" + last + " is not within 200-599");
            }
        }

        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }

    public SuccessCodes {
        ranges = List.copyOf(ranges);
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("no success code");
        }
    }

    public static SuccessCodes of(int first, int last) {
        return new SuccessCodes(List.of(new Range(first, last)));
    }

    /** Parses the form that {@link #toString} writes; throws {@link IllegalArgumentException} showing the input and the form. */
    public static SuccessCodes parse(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String trimmed = part.strip();
            if (!trimmed.matches("\\d{3}(-\\d{3})?")) {
                throw new IllegalArgumentException(
                        "success codes '" + text + "': expected a form like 200, 200-399 or 200,204");
            }
            int first = Integer.parseInt(trimmed.substring(0, 3));
            ranges.add(new Range(first, trimmed.length() == 3 ? first : Integer.parseInt(trimmed.substring(4))));
        }
        return new SuccessCodes(ranges);
    }

    public boolean contains(int status) {
        for (Range range : ranges) {
            if (status >= range.first && status <= range.last) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
    }
}
