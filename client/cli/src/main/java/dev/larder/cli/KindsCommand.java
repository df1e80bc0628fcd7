package dev.larder.cli;

import dev.larder.cli.console.Durations;
import dev.larder.cli.console.ExitCodes;
import dev.larder.cli.console.JsonLine;
import dev.larder.cli.console.ServerCommand;
import dev.larder.cli.console.TextTable;
import dev.larder.cli.console.UsageException;
import dev.larder.client.BlockingLarderClient;
import dev.larder.client.KindPolicy;
import dev.larder.client.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "kinds",
    header = "List and change the policies of kinds.",
    description = "A kind comes into being with its first object, or with 'kinds set'.",
    subcommands = {KindsCommand.ListKinds.class, KindsCommand.Set.class})
final class KindsCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Missing command: list or set");
    }
  }

  @Command(name = "list", header = "Print the policies in force.")
  static final class ListKinds extends ServerCommand {
    @Parameters(index = "0", paramLabel = "NAMESPACE", description = "The tenant.")
    private @Nullable String namespace;

    @Override
    protected int run(BlockingLarderClient client) {
      Namespace found = client.admin().getNamespace(String.valueOf(namespace));
      if (options().isJson()) {
        found.kinds().forEach(policy -> console().line(json(found.name(), policy)));
      } else {
        print(table(found.kinds()), found.name() + " has no kinds.");
      }
      return ExitCodes.DONE;
    }
  }

  @Command(
      name = "set",
      header = "Change some of a kind's policy; creates the kind and the namespace.",
      description =
          "What is not named stays as it is. Stored objects keep the lifetimes that they were put with; a change of"
              + " --fold holds at once.")
  static final class Set extends ServerCommand {
    private static final double MAX_JITTER = 0.5;
    private static final double MAX_AHEAD = 0.9;

    @Parameters(index = "0", paramLabel = "NAMESPACE", description = "The tenant.")
    private @Nullable String namespace;

    @Parameters(index = "1", paramLabel = "KIND", description = "The kind.")
    private @Nullable String kind;

    @Mixin private final LifetimeOptions lifetime = new LifetimeOptions();

    @Option(
        names = "--negative",
        paramLabel = "TIME",
        description = "How long a negative answer is served.")
    private @Nullable Duration negative;

    @Option(
        names = "--jitter",
        paramLabel = "SHARE",
        description =
            "Spreads expiries: each put shortens its fresh time by a random share, at most this one: 0 to 0.5.")
    private @Nullable Double jitter;

    @Option(
        names = "--default-freshness",
        paramLabel = "RULE",
        completionCandidates = DefaultFreshness.class,
        description = "What a read without --freshness accepts: ${COMPLETION-CANDIDATES}.")
    private @Nullable FreshnessName freshness;

    @Option(
        names = "--fold",
        split = ",",
        paramLabel = "FIELD",
        description = "The index fields whose case lookups disregard: name,email. '' for none.")
    private @Nullable List<String> fold;

    @Option(
        names = "--require-json",
        arity = "0..1",
        fallbackValue = "true",
        paramLabel = "BOOLEAN",
        description = "Accept only JSON payloads: true (default when named) or false.")
    private @Nullable Boolean requireJson;

    @Option(
        names = "--refresh-ahead",
        paramLabel = "SHARE",
        description =
            "The last share of an object's fresh time in which one program refreshes it, while all are still served:"
                + " 0 (never) to 0.9.")
    private @Nullable Double refreshAhead;

    @Override
    protected int run(BlockingLarderClient client) {
      requireSound();
      String name = String.valueOf(kind);
      Namespace changed =
          client
              .admin()
              .updateNamespace(
                  String.valueOf(namespace),
                  settings ->
                      settings.withKind(change(settings.kind(name).orElse(KindPolicy.of(name)))));
      KindPolicy policy = changed.kind(name).orElse(KindPolicy.of(name));
      if (options().isJson()) {
        console().line(json(changed.name(), policy));
      } else {
        print(table(List.of(policy)), "");
      }
      return ExitCodes.DONE;
    }

    private void requireSound() {
      if (jitter != null && !(jitter >= 0 && jitter <= MAX_JITTER)) {
        throw new UsageException("--jitter must be 0 to " + MAX_JITTER);
      }
      if (refreshAhead != null && !(refreshAhead >= 0 && refreshAhead <= MAX_AHEAD)) {
        throw new UsageException("--refresh-ahead must be 0 to " + MAX_AHEAD);
      }
      if (freshness == FreshnessName.REFRESH) {
        throw new UsageException(
            "--default-freshness: not refresh, by which no read would be served");
      }
    }

    private KindPolicy change(KindPolicy current) {
      return new KindPolicy(
          current.kind(),
          lifetime.over(current.lifetime()),
          negative == null ? current.negativeLifetime() : negative,
          jitter == null ? current.ttlJitter() : jitter,
          freshness == null ? current.defaultFreshness() : freshness.freshness(),
          fold == null ? current.foldCaseFields() : named(fold),
          requireJson == null ? current.requireJson() : requireJson,
          refreshAhead == null ? current.refreshAhead() : refreshAhead);
    }

    private static List<String> named(List<String> fields) {
      return new ArrayList<>(fields.stream().filter(field -> !field.isEmpty()).toList());
    }
  }

  /** Every rule but the one by which no read would ever be served. */
  static final class DefaultFreshness implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(FreshnessName.values())
          .filter(name -> name != FreshnessName.REFRESH)
          .map(FreshnessName::toString)
          .iterator();
    }
  }

  private static String json(String namespace, KindPolicy policy) {
    return new JsonLine()
        .with("namespace", namespace)
        .with("kind", policy.kind())
        .with("fresh", policy.lifetime().fresh())
        .with("stale_while_revalidate", policy.lifetime().staleWhileRevalidate())
        .with("stale_if_error", policy.lifetime().staleIfError())
        .with("negative", policy.negativeLifetime())
        .with("jitter", policy.ttlJitter())
        .with("default_freshness", FreshnessName.of(policy.defaultFreshness()))
        .with("fold", policy.foldCaseFields())
        .with("require_json", policy.requireJson())
        .with("refresh_ahead", policy.refreshAhead())
        .text();
  }

  private static TextTable table(List<KindPolicy> policies) {
    TextTable table =
        TextTable.of(
            "KIND",
            ">FRESH",
            ">SWR",
            ">STALE IF ERROR",
            ">NEGATIVE",
            ">JITTER",
            ">AHEAD",
            "READS",
            "JSON ONLY",
            "FOLD");
    for (KindPolicy policy : policies) {
      table.row(
          policy.kind(),
          text(policy.lifetime().fresh()),
          text(policy.lifetime().staleWhileRevalidate()),
          text(policy.lifetime().staleIfError()),
          text(policy.negativeLifetime()),
          percent(policy.ttlJitter()),
          percent(policy.refreshAhead()),
          FreshnessName.of(policy.defaultFreshness()),
          policy.requireJson() ? "yes" : "no",
          String.join(" ", policy.foldCaseFields()));
    }
    return table;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f%%", 100 * share);
  }

  private static String text(@Nullable Duration duration) {
    return duration == null ? "-" : Durations.exact(duration);
  }
}
