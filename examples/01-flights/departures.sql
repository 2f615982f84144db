-- One row per scheduled departure, holding only what is known at that moment.
-- Times are New York wall-clock times; a flight counts in a "recent" figure once it has really left,
-- in a frame that ends one second before the scheduled departure. It never counts in its own figures:
-- one that leaves early has left before it was scheduled to, and would tell its own delay.
WITH times AS (
  SELECT
    concat_ws('-', strftime(make_date(year, month, day), '%Y%m%d'), carrier, flight, origin, sched_dep_time) AS id,
    make_timestamp(year, month, day, sched_dep_time // 100, sched_dep_time % 100, 0) AS scheduled,
    carrier, origin, dest, distance, tailnum, dep_delay, arr_delay, air_time
  FROM flights
), flown AS (
  -- Arrivals are given in the local time of the destination, so the landing is reckoned from the departure:
  -- time in the air and 20 minutes of taxiing. A cancelled or diverted flight never lands.
  SELECT *,
    scheduled + to_minutes(CAST(dep_delay AS BIGINT)) AS departed,
    scheduled + to_minutes(CAST(dep_delay + air_time + 20 AS BIGINT)) AS landed
  FROM times
), moments AS (
  -- Scheduled departures ask, real departures answer: one stream in the order of time.
  -- What asks carries its own delay where its own departure lies in the frame, to be taken out again.
  SELECT id, origin, carrier, scheduled AS moment, NULL AS delay,
    CASE WHEN departed BETWEEN scheduled - INTERVAL 1 HOUR AND scheduled - INTERVAL 1 SECOND
         THEN dep_delay END AS own_hour,
    CASE WHEN departed BETWEEN scheduled - INTERVAL 3 HOUR AND scheduled - INTERVAL 1 SECOND
         THEN dep_delay END AS own_hours
  FROM flown
  UNION ALL
  SELECT NULL AS id, origin, carrier, departed AS moment, dep_delay AS delay, NULL AS own_hour, NULL AS own_hours
  FROM flown WHERE departed IS NOT NULL
), summed AS (
  SELECT id, own_hour, own_hours,
    sum(delay) OVER airport AS airport_sum, count(delay) OVER airport AS airport_count,
    sum(delay) OVER airline AS airline_sum, count(delay) OVER airline AS airline_count
  FROM moments
  WINDOW
    airport AS (PARTITION BY origin ORDER BY moment
                RANGE BETWEEN INTERVAL 1 HOUR PRECEDING AND INTERVAL 1 SECOND PRECEDING),
    airline AS (PARTITION BY origin, carrier ORDER BY moment
                RANGE BETWEEN INTERVAL 3 HOUR PRECEDING AND INTERVAL 1 SECOND PRECEDING)
), others AS (
  SELECT id,
    airport_sum - coalesce(own_hour, 0) AS airport_sum,
    airport_count - CAST(own_hour IS NOT NULL AS INTEGER) AS airport_count,
    airline_sum - coalesce(own_hours, 0) AS airline_sum,
    airline_count - CAST(own_hours IS NOT NULL AS INTEGER) AS airline_count
  FROM summed
  WHERE id IS NOT NULL
), recent AS (
  SELECT id,
    round(airport_sum / nullif(airport_count, 0), 1) AS recent_delay,
    airport_count AS recent_departures,
    round(airline_sum / nullif(airline_count, 0), 1) AS carrier_delay
  FROM others
), hourly AS (
  -- What was observed in one hour is known in the next. The hour that winter time repeats is taken once.
  SELECT DISTINCT ON (origin, known)
    origin, make_timestamp(year, month, day, hour, 0, 0) + INTERVAL 1 HOUR AS known,
    temp, wind_speed, wind_gust, precip, pressure, visib
  FROM weather
  ORDER BY origin, known, time_hour
)
SELECT
  f.id, f.scheduled, f.carrier, f.origin, f.dest, f.distance, p.engine, p.seats,
  round(w.temp, 1) AS temp, round(w.wind_speed, 1) AS wind_speed, round(w.wind_gust, 1) AS wind_gust,
  round(w.precip, 2) AS precip, round(w.pressure, 1) AS pressure, round(w.visib, 2) AS visib,
  r.recent_delay, r.recent_departures, r.carrier_delay,
  f.landed, CAST(f.arr_delay > 15 AS INTEGER) AS late
FROM flown f
JOIN recent r ON r.id = f.id
LEFT JOIN planes p ON p.tailnum = f.tailnum
LEFT JOIN hourly w ON w.origin = f.origin AND w.known = date_trunc('hour', f.scheduled)
ORDER BY f.scheduled, f.id
