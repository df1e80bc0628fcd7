package dev.larder.benchmarks.ycsb;

import dev.larder.benchmarks.load.Target;
import dev.larder.benchmarks.process.Servers;
import dev.larder.benchmarks.process.Tool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs YCSB against a server, as a process of its own on the class path of this one: its counters
 * are static, and would go on from one run to the next.
 *
 * @param target where the server listens, by TCP
 * @param records in the store
 * @param bytes of each record, in one field
 * @param threads each of which makes one call at a time
 */
public record YcsbRun(Target target, long records, int bytes, int threads) {
  /** Puts all records. */
  public YcsbResult load() {
    return run("-load", Map.of());
  }

  /** Runs a workload on them. */
  public YcsbResult run(YcsbWorkload workload, String distribution, long operations) {
    Map<String, String> properties = new HashMap<>();
    workload
        .proportions()
        .forEach((operation, share) -> properties.put(operation + "proportion", share));
    properties.put("requestdistribution", distribution);
    properties.put("operationcount", Long.toString(operations));
    return run("-t", properties);
  }

  private YcsbResult run(String phase, Map<String, String> properties) {
    Map<String, String> all = new TreeMap<>(properties);
    all.put("workload", "site.ycsb.workloads.CoreWorkload");
    all.put("recordcount", Long.toString(records));
    all.put("fieldcount", "1");
    all.put("fieldlength", Integer.toString(bytes));
    all.put("larder.target", target.name());
    List<String> command =
        new ArrayList<>(
            List.of(
                Servers.java(),
                "-cp",
                System.getProperty("java.class.path"),
                "site.ycsb.Client",
                phase,
                "-db",
                LarderYcsbClient.class.getName(),
                "-threads",
                Integer.toString(threads)));
    all.forEach((name, value) -> command.addAll(List.of("-p", name + "=" + value)));
    return YcsbResult.parse(Tool.run(command));
  }
}
