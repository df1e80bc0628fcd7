import com.google.protobuf.ByteString;
import dev.larder.v1.AdminServiceGrpc;
import dev.larder.v1.BatchGetObjectsRequest;
import dev.larder.v1.BatchPutObjectsRequest;
import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.CompleteFillRequest;
import dev.larder.v1.DeleteObjectRequest;
import dev.larder.v1.FillOptions;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetStatsRequest;
import dev.larder.v1.InvalidateRequest;
import dev.larder.v1.Key;
import dev.larder.v1.ListNamespacesRequest;
import dev.larder.v1.LookupObjectsRequest;
import dev.larder.v1.Payload;
import dev.larder.v1.PutObjectRequest;
import dev.larder.v1.TagList;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes the archive of classes with which a server starts several times faster, beside its jar:
 * runs the server once, has it answer calls, and stops it, upon which its JVM writes down the
 * classes that it has loaded. The archive fits only this JVM and this very jar, to its path and
 * time; any other JVM starts without it.
 *
 * <p>To be run as a source file, with the server's jar on the class path and as the argument.
 */
final class MakeArchive {
  /** From here on a JVM archives what it has found out of the classes as well. */
  private static final int AOT_CACHE = 25;

  private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:([1-9]\\d*)");
  private static final long PATIENCE_SECONDS = 120;
  private static final long LOOK_MILLIS = 20;

  private final Path jar;
  private final Path work;

  private MakeArchive(Path jar, Path work) {
    this.jar = jar;
    this.work = work;
  }

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createTempDirectory("larder-archive");
    try {
      new MakeArchive(Path.of(arguments[0]).toAbsolutePath(), work).make();
    } catch (IOException | RuntimeException e) {
      System.err.println("MakeArchive: " + e.getMessage());
      System.exit(1);
    } finally {
      delete(work);
    }
  }

  private void make() throws IOException, InterruptedException {
    boolean aot = Runtime.version().feature() >= AOT_CACHE;
    String name = "larder-server" + (aot ? ".aot" : ".jsa");
    Path archive = work.resolve(name);
    train((aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive);
    if (Files.notExists(archive)) {
      throw new IOException("the JVM has written no archive:\n" + output());
    }
    // Whole or not at all: a server that starts meanwhile must not see half of it.
    Path near = jar.resolveSibling(name + ".new");
    Files.copy(archive, near, StandardCopyOption.REPLACE_EXISTING);
    Files.move(near, jar.resolveSibling(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private void train(String flag) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
                java, flag, "-jar", jar.toString(), "--port", "0", "--data-dir", work.toString())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile());
    // Neither the caller's settings nor its flags for other JVMs belong into the archive.
    builder.environment().keySet().removeIf(MakeArchive::isSetting);
    Process server = builder.start();
    try {
      call(port(server));
      server.destroy();
      if (!server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the server did not stop:\n" + output());
      }
    } finally {
      server.destroyForcibly();
    }
  }

  private static boolean isSetting(String variable) {
    return variable.startsWith("LARDER_") || variable.equals("JAVA_TOOL_OPTIONS");
  }

  private int port(Process server) throws IOException, InterruptedException {
    for (long left = PATIENCE_SECONDS * 1000; left > 0; left -= LOOK_MILLIS) {
      Matcher port = PORT.matcher(output());
      if (port.find()) {
        return Integer.parseInt(port.group(1));
      }
      if (server.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    throw new IOException("the server did not start:\n" + output());
  }

  private Path log() {
    return work.resolve("server.log");
  }

  private String output() throws IOException {
    return Files.readString(log());
  }

  /** A call of each kind that a program makes again and again. */
  private static void call(int port) throws InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
      call(CacheServiceGrpc.newBlockingStub(channel));
      AdminServiceGrpc.AdminServiceBlockingStub admin = AdminServiceGrpc.newBlockingStub(channel);
      admin.listNamespaces(ListNamespacesRequest.getDefaultInstance());
      admin.getStats(GetStatsRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow().awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static void call(CacheServiceGrpc.CacheServiceBlockingStub cache) {
    GetObjectRequest get = GetObjectRequest.newBuilder().setKey(key()).build();
    PutObjectRequest put =
        PutObjectRequest.newBuilder()
            .setKey(key())
            .setPayload(Payload.newBuilder().setData(ByteString.copyFromUtf8("{}")))
            .build();
    Payload json = Payload.newBuilder().setJson("{\"name\":\"Ada\"}").build();
    cache.getObject(get);
    cache.putObject(put);
    cache.putObject(put.toBuilder().setPayload(json).build());
    cache.getObject(get);
    cache.batchPutObjects(BatchPutObjectsRequest.newBuilder().addRequests(put).build());
    cache.batchGetObjects(BatchGetObjectsRequest.newBuilder().addRequests(get).build());
    cache.lookupObjects(
        LookupObjectsRequest.newBuilder().setNamespace("archive").setKind("training").build());
    cache.deleteObject(DeleteObjectRequest.newBuilder().setKey(key()).build());
    fill(cache, get, put.toBuilder().addTags("tag").build());
    cache.invalidate(
        InvalidateRequest.newBuilder()
            .setNamespace(key().getNamespace())
            .setTags(TagList.newBuilder().addTags("tag"))
            .build());
  }

  private static void fill(
      CacheServiceGrpc.CacheServiceBlockingStub cache, GetObjectRequest get, PutObjectRequest put) {
    FillOptions lead = FillOptions.newBuilder().setAcquire(true).build();
    String token = cache.getObject(get.toBuilder().setFill(lead).build()).getFill().getToken();
    cache.completeFill(CompleteFillRequest.newBuilder().setToken(token).setValue(put).build());
  }

  private static Key key() {
    return Key.newBuilder().setNamespace("archive").setKind("training").setId("1").build();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
