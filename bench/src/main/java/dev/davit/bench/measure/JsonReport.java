package dev.davit.bench.measure;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A report as JSON. */
public final class JsonReport {
    private static final JsonMapper MAPPER = new JsonMapper();

    private JsonReport() {}

    public static String render(Report report) {
        Machine machine = report.machine();
        ObjectNode json = MAPPER.createObjectNode();
        json.put("benchmark", report.title());
        ObjectNode where = json.putObject("machine");
        where.put("time", machine.time().toString());
        where.put("processors", machine.processors());
        where.put("processor", machine.processor());
        where.put("load", machine.load());
        ObjectNode tools = where.putObject("tools");
        machine.tools().forEach(tools::put);
        ArrayNode measured = json.putArray("measured");
        for (Series series : report.series()) {
            ObjectNode row = measured.addObject();
            row.put("what", series.group()).put("with", series.name()).put("unit", series.unit());
            row.put("median", series.median()).put("least", series.least()).put("most", series.most());
            series.samples().forEach(row.putArray("samples")::add);
        }
        ArrayNode ratios = json.putArray("ratios");
        for (Ratio ratio : report.ratios()) {
            ratios.addObject()
                    .put("what", ratio.what())
                    .put("against", ratio.against())
                    .put("ratio", ratio.value())
                    .put("wanted", ratio.target())
                    .put("reached", ratio.reached());
        }
        report.notes().forEach(json.putArray("notes")::add);
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }
}
