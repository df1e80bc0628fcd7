package dev.larder.benchmarks.experiment;

import dev.larder.benchmarks.load.LeadingProcess;
import dev.larder.benchmarks.load.LeaseWatch;
import dev.larder.benchmarks.load.Target;
import dev.larder.benchmarks.process.MeasuredProcess;
import dev.larder.benchmarks.process.Servers;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The leader's process is gone, or stands still; its lease runs out. */
final class LeaderGone implements Trouble {
  private static final Pattern LEADS = Pattern.compile("(" + LeadingProcess.LEADS + ")");

  private final String name;
  private final Servers servers;
  private final Target target;
  private final Consumer<MeasuredProcess> end;
  private final LeaseWatch leases;
  private @Nullable MeasuredProcess leader;

  private LeaderGone(String name, Servers servers, Target target, Consumer<MeasuredProcess> end) {
    this.name = name;
    this.servers = servers;
    this.target = target;
    this.end = end;
    this.leases = new LeaseWatch(target);
  }

  static LeaderGone killed(Servers servers, Target target) {
    return new LeaderGone("the leader's process is killed", servers, target, MeasuredProcess::kill);
  }

  static LeaderGone hung(Servers servers, Target target) {
    return new LeaderGone(
        "the leader's process stands still", servers, target, MeasuredProcess::suspend);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void lead(String id) {
    MeasuredProcess started = servers.small(LeadingProcess.class, target.name(), id);
    leader = started;
    var unused = started.await(LEADS);
  }

  @Override
  public Struck strike(String id) {
    end.accept(leader());
    return new Struck(leases.end(id), 0);
  }

  @Override
  public void over() {
    leader().kill();
  }

  private MeasuredProcess leader() {
    return Objects.requireNonNull(leader);
  }

  @Override
  public void close() {
    leases.close();
  }
}
