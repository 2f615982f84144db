-- how often an aircraft flew to an airport, of aircraft that know five of them at least
SELECT tailnum AS aircraft, dest AS airport, count(*) AS flights
FROM flights
WHERE tailnum IS NOT NULL
GROUP BY tailnum, dest
QUALIFY count(*) OVER (PARTITION BY tailnum) >= 5
ORDER BY aircraft, airport
