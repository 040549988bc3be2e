/**
 * First names and surnames that are also words of every day, without accents: written small, they are taken for the word.
 * «Esperanza habló» names somebody, «con esperanza» does not.
 */
export const everydayWords: ReadonlySet<string> = new Set(
  `abril alba alma amparo angel angeles asuncion aurora barrios bello blanca blanco bravo bravos bueno bustos
  caballero cabezas calvo camino campo campos cano carrera casado casas castillo celeste cielo clara claro
  concepcion consuelo cordero correa cortes crespo cruces cruz cuevas delgado dolores domingo dulce duran
  encarnacion esperanza estrella flor flores franco fuente fuentes gallardo gloria gracia guerra guerrero
  hermosa herrero hoyos iglesias iris julio justa justo lago leal leon linda lindo llanos lobo luna luz mar
  marco marcos margarita maximo mayo mercedes modesto molina montes mora morales moras morena moreno nieta nieto
  nieves norte olivos palma paloma parada pardo paredes parra pastor pastora paz pena penas perla pilar pilares
  pino pinos pinta pinto plaza prado primo puente puertas ramos rayo rey reyes rio rios rivera rojas rojo rosa
  rosales rosas rubio rueda sala salas salinas santa santo santos sereno serrano severo sierra silva sobrino sol
  soledad tapia toro torre torres vaca valle valles vega ventura vera victoria violeta vital
  april bill black brown grace green hope joy june mark may rose summer white will`.split(/\s+/),
);
