package dev.larder.benchmarks.baseline;

import dev.larder.v1.CacheServiceGrpc;
import dev.larder.v1.GetObjectRequest;
import dev.larder.v1.GetObjectResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A server of one of the designs, on the product's stack: grpc-java over epoll, calls answered on
 * the event loop. Started by the benchmarks as a process of its own; says "listening" and its port.
 */
public final class BaselineServer {
  private static final int WAITING_CALLS = 8192;

  private BaselineServer() {}

  /** Arguments: the design, the folder of its file, the number of objects to put into it. */
  public static void main(String[] arguments)
      throws IOException, SQLException, InterruptedException {
    Design design = design(arguments[0], Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    int processors = Runtime.getRuntime().availableProcessors();
    EventLoopGroup acceptor = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(processors, EpollIoHandler.newFactory());
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .channelType(EpollServerSocketChannel.class)
            .bossEventLoopGroup(acceptor)
            .workerEventLoopGroup(loops)
            .directExecutor()
            .addService(new Service(design))
            .build()
            .start();
    System.out.println("listening on 127.0.0.1:" + server.getPort());
    server.awaitTermination();
  }

  private static Design design(String name, Path folder, int objects) throws SQLException {
    if (name.equals("echo")) {
      return new EchoDesign();
    }
    Path file = folder.resolve("baseline.db");
    Rows.create(file, objects);
    return switch (name) {
      case "open-per-call" -> new OpenPerCallDesign(file);
      case "pooled-on-loop" -> new PooledDesign(file, 1, Runnable::run);
      case "slow-on-loop" -> new SlowOnLoopDesign(file);
      case "offload" -> offload(file, Runtime.getRuntime().availableProcessors());
      default -> throw new IllegalArgumentException("no design is called " + name);
    };
  }

  private static Design offload(Path file, int threads) {
    return new PooledDesign(
        file,
        threads,
        new ThreadPoolExecutor(
            threads, threads, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_CALLS)));
  }

  private static final class Service extends CacheServiceGrpc.CacheServiceImplBase {
    private final Design design;

    Service(Design design) {
      this.design = design;
    }

    @Override
    public void getObject(GetObjectRequest request, StreamObserver<GetObjectResponse> observer) {
      design.get(request, observer);
    }
  }
}
